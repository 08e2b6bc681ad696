/** How a subscription is set up. What somebody else changed in between is not overwritten, but said. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { WebhookFields } from './webhook-fields.tsx';
import { toForm, toInput } from './webhook-form.ts';
import { changeWebhook, type Webhook, webhookQueries } from './webhook-queries.ts';
import { EVENT_WORDS, EVENTS } from './webhook-words.ts';
import classes from './webhooks.module.css';

export function WebhookSettings({ webhook }: { webhook: Webhook }) {
  /** As it was when somebody began to change it. */
  const [base, setBase] = useState<Webhook | null>(null);
  return (
    <section className={classes.section} aria-label="Settings">
      <div className={classes.sectionHead}>
        <h2>Settings</h2>
        {!base && (
          <Button size="compact-sm" variant="default" onClick={() => setBase(webhook)}>
            Change
          </Button>
        )}
      </div>
      {base ? (
        <Changing key={base.revision} base={base} onAgain={() => setBase(webhook)} onDone={() => setBase(null)} />
      ) : (
        <Summary webhook={webhook} />
      )}
    </section>
  );
}

function Summary({ webhook: { url, events, services } }: { webhook: Webhook }) {
  const names = events.map((event) => EVENT_WORDS[event].name);
  return (
    <dl className={classes.summary}>
      <dt>Address</dt>
      <dd>
        <code>{url}</code>
      </dd>
      <dt>Told when</dt>
      <dd>{names.length === EVENTS.length ? 'Anything happens' : names.join(' · ')}</dd>
      <dt>Services</dt>
      <dd>{services === null ? 'All' : services.join(', ')}</dd>
    </dl>
  );
}

function Changing({ base, onAgain, onDone }: { base: Webhook; onAgain: () => void; onDone: () => void }) {
  const client = useQueryClient();
  const [form, setForm] = useState(() => toForm(base));
  const [problem, setProblem] = useState<Problem | null>(null);
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    try {
      client.setQueryData(webhookQueries.one(base.id).queryKey, await changeWebhook(base, toInput(form)));
      notifyDone('Kept. It counts for what happens from now on, and for what waits.');
      onDone();
    } catch (error) {
      if (error instanceof Problem && (error.errors.length > 0 || error.status === 412)) setProblem(error);
      else notifyFailed('Nothing was kept', error);
      if (error instanceof Problem && error.status === 412)
        client.invalidateQueries({ queryKey: ['webhook', base.id] });
    }
  };
  return (
    <form className={classes.form} onSubmit={keep} noValidate>
      <WebhookFields form={form} errors={problem?.errors ?? []} onChange={setForm} />
      {problem?.status === 412 && (
        <p className={classes.whole} role="alert">
          Somebody else changed it in the meantime, and nothing of theirs was overwritten.{' '}
          <Button size="compact-sm" variant="default" onClick={onAgain}>
            Show how it is now
          </Button>
        </p>
      )}
      <div className={classes.acts}>
        <Button type="submit">Keep</Button>
        <Button variant="subtle" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
