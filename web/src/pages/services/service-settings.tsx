/** How a service is set up. What somebody else changed in between is not overwritten, but said. */
import { Button, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { queries } from '../../api/queries.ts';
import type { Service } from '../../api/types.ts';
import { fieldErrors } from '../../fields/problem-fields.ts';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import classes from './service.module.css';
import form from './service-form.module.css';
import { type ServiceForm, toForm, toService } from './service-form.ts';
import '@mantine/core/styles/Switch.css';

const NAMES = {
  '/name': 'name',
  '/escalationPolicyId': 'escalationPolicyId',
  '/description': 'description',
  '/runbookUrl': 'runbookUrl',
  '/ackExpiresAfter': 'ackExpiresAfter',
  '/labels': 'labels',
};

export function ServiceSettings({ service }: { service: Service }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2>Settings</h2>
        {!isOpen && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            Change
          </Button>
        )}
      </div>
      {isOpen ? <Fields service={service} onDone={() => setOpen(false)} /> : <Summary service={service} />}
    </section>
  );
}

function Summary({ service: { ackExpiresAfter, renotifyOnNewKey, runbookUrl } }: { service: Service }) {
  return (
    <ul className={classes.dim}>
      <li>
        {ackExpiresAfter
          ? `An acknowledgement holds for ${ackExpiresAfter}.`
          : 'An acknowledgement holds until it is closed.'}
      </li>
      <li>
        {renotifyOnNewKey
          ? 'A new alert pages again after an acknowledgement.'
          : 'After an acknowledgement new alerts page nobody.'}
      </li>
      {!runbookUrl && <li>It has no runbook.</li>}
    </ul>
  );
}

function Fields({ service, onDone }: { service: Service; onDone: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const policies = useQuery(queries.policies()).data?.items ?? [];
  const [whole, setWhole] = useState<string | null>(null);
  const etag = useEtag(service.id);
  const fields = useForm<ServiceForm>({ initialValues: toForm(service) });
  const keep = fields.onSubmit(async (values) => {
    try {
      const known = await etag;
      const kept = await answerOf(
        api.services[':id'].$put({
          param: { id: service.id },
          json: toService(service, values),
          header: known === null ? {} : { 'If-Match': known },
        }),
      );
      client.setQueryData(queries.service(service.id).queryKey, kept);
      notifyDone('Kept.');
      onDone();
    } catch (error) {
      if (error instanceof Problem && error.status === 412) {
        setWhole('Somebody else changed it in the meantime. Close this and open it again to see how it is now.');
        return;
      }
      const found = fieldErrors(error, NAMES);
      fields.setErrors(found.fields);
      setWhole(found.whole);
    }
  });
  const remove = async () => {
    try {
      await api.services[':id'].$delete({ param: { id: service.id } });
      notifyDone(`${service.name} is no longer watched.`);
      await navigate({ to: '/services' });
    } catch (error) {
      notifyFailed(`${service.name} was not removed.`, error);
    }
  };
  return (
    <form className={form.form} onSubmit={keep}>
      <TextInput label="Name" {...fields.getInputProps('name')} />
      <NativeSelect
        label="Escalation policy"
        data={policies.map(({ id, name }) => ({ value: id, label: name }))}
        {...fields.getInputProps('escalationPolicyId')}
      />
      <Textarea label="What it is" autosize minRows={2} {...fields.getInputProps('description')} />
      <TextInput label="Runbook" placeholder="https://wiki.example.com/…" {...fields.getInputProps('runbookUrl')} />
      <Textarea
        label="Labels"
        description="One a line, such as team: payments"
        autosize
        minRows={2}
        {...fields.getInputProps('labels')}
      />
      <TextInput
        label="An acknowledgement holds for"
        description="After that an incident that is still open is escalated again from level 1. Empty: until it is closed."
        placeholder="4h"
        {...fields.getInputProps('ackExpiresAfter')}
      />
      <Switch
        label="A new alert after an acknowledgement pages again"
        {...fields.getInputProps('renotifyOnNewKey', { type: 'checkbox' })}
      />
      {whole !== null && (
        <p className={form.whole} role="alert">
          {whole}
        </p>
      )}
      <div className={form.acts}>
        <span className={form.acts}>
          <Button type="submit" loading={fields.submitting}>
            Keep
          </Button>
          <Button variant="subtle" onClick={onDone}>
            Cancel
          </Button>
        </span>
        <TwoTaps sure="Really remove it?" variant="subtle" act={remove}>
          Remove the service
        </TwoTaps>
      </div>
    </form>
  );
}

/** Of the configuration as it was when the form was opened. */
function useEtag(id: string): Promise<string | null> {
  const etag = useRef<Promise<string | null>>(null);
  etag.current ??= api.services[':id']
    .$get({ param: { id } })
    .then(({ headers }) => headers.get('ETag'))
    .catch(() => null);
  return etag.current;
}
