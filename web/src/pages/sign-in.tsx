/**
 * The way in: by the link that the pager printed, or by the key. A name is asked for,
 * since it stands behind every act. Opening the link changes nothing: only the button
 * spends it.
 */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { signIn } from '../api/session.ts';
import { fieldErrors } from '../fields/problem-fields.ts';
import { Brand } from '../shell/brand.tsx';
import { pageTitle } from '../shell/page-title.ts';
import classes from './sign-in.module.css';
import '@mantine/core/styles/PasswordInput.css';

const NAME = 'pager-name';

export function SignInPage() {
  const { to } = useSearch({ from: '/sign-in' });
  const client = useQueryClient();
  const navigate = useNavigate();
  const [{ token, name: named }] = useState(takeLink);
  const [withKey, setWithKey] = useState(token === null);
  const form = useForm({ initialValues: { name: named ?? localStorage.getItem(NAME) ?? '', key: '' } });
  useEffect(() => pageTitle.become('Sign in'), []);
  useEffect(() => {
    document.title = 'Sign in · Pager';
  }, []);
  const enter = form.onSubmit(async ({ name, key }) => {
    const missing = {
      ...(name.trim() === '' && { name: 'Your name: it stands beside what you do.' }),
      ...(withKey && key.trim() === '' && { key: 'The key is missing.' }),
    };
    form.setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    try {
      await signIn({ name: name.trim(), ...(withKey || token === null ? { key: key.trim() } : { token }) });
    } catch (error) {
      const { fields, whole } = fieldErrors(error, { '/name': 'name', '/key': 'key' });
      form.setErrors({ ...(whole !== null && { [withKey ? 'key' : 'name']: whole }), ...fields });
      return;
    }
    localStorage.setItem(NAME, name.trim());
    client.clear();
    // The address may be of a page that the pager itself makes: the API's, the dashboard's.
    if (isOurs(to)) await navigate({ href: to, reloadDocument: true });
    else await navigate({ to: '/' });
  });
  return (
    <main className={classes.page}>
      <div className={classes.way}>
        <Brand />
        <h1>Who is looking?</h1>
        <form className={classes.form} onSubmit={enter}>
          <TextInput
            label="Your name"
            description="It stands beside everything you do here."
            autoComplete="name"
            autoFocus
            {...form.getInputProps('name')}
          />
          {withKey && (
            <PasswordInput
              label="Key"
              description={<KeyPlace />}
              autoComplete="current-password"
              {...form.getInputProps('key')}
            />
          )}
          <Button type="submit" loading={form.submitting} fullWidth>
            Sign in
          </Button>
          {token !== null && (
            <Button variant="subtle" onClick={() => setWithKey(!withKey)}>
              {withKey ? 'Sign in by the link' : 'Sign in with a key instead'}
            </Button>
          )}
        </form>
        <div className={classes.foot}>
          <p>Paged on a phone? The link in the message acknowledges without signing in.</p>
          <p>Signed in on another screen? Its settings show a code for a phone, under Sessions.</p>
        </div>
      </div>
    </main>
  );
}

function KeyPlace() {
  return (
    <>
      An administrator’s or a responder’s key. The first one is in <code>data/admin.key</code> on the pager’s machine,
      or use the link that it prints when it starts.
    </>
  );
}

/** Behind the #, so that it is in no log and no referrer; gone from the address at once. */
function takeLink(): { token: string | null; name: string | null } {
  const link = new URLSearchParams(window.location.hash.slice(1));
  const token = link.get('token');
  if (token !== null) window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return { token, name: link.get('name') };
}

/** Only a place of ours: nobody is led elsewhere by a link to our sign-in. */
const isOurs = (to: string | undefined): to is string => to !== undefined && /^\/(?![/\\])/.test(to);
