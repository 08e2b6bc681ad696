/** What is told to which address: the fields of a subscription, with what the pager has against each. */
import { Checkbox, Switch, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { InputError } from '../../api/problem.ts';
import { errorAt } from '../../fields/error-at.ts';
import { actorQueries } from '../inspector/actor-queries.ts';
import type { WebhookForm } from './webhook-form.ts';
import { EVENT_WORDS, EVENTS } from './webhook-words.ts';
import classes from './webhooks.module.css';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import '@mantine/core/styles/Switch.css';

const OFFERED = 20;

export function WebhookFields({
  form,
  errors,
  onChange,
}: {
  form: WebhookForm;
  errors: readonly InputError[];
  onChange: (form: WebhookForm) => void;
}) {
  const change = (next: Partial<WebhookForm>) => onChange({ ...form, ...next });
  return (
    <>
      <TextInput
        label="Address"
        placeholder="https://chat.example.com/pager"
        inputMode="url"
        data-autofocus
        value={form.url}
        error={errorAt(errors, '/url')}
        onChange={({ currentTarget }) => change({ url: currentTarget.value })}
      />
      <TextInput
        label="What it is"
        placeholder="The chat of the operators"
        value={form.description}
        error={errorAt(errors, '/description')}
        onChange={({ currentTarget }) => change({ description: currentTarget.value })}
      />
      <Switch
        label="Only some events"
        checked={form.onlySomeEvents}
        onChange={({ currentTarget }) => change({ onlySomeEvents: currentTarget.checked })}
      />
      {form.onlySomeEvents && <EventFields form={form} error={errorAt(errors, '/events')} onChange={change} />}
      <Switch
        label="Only of some services"
        checked={form.onlySomeServices}
        onChange={({ currentTarget }) => change({ onlySomeServices: currentTarget.checked })}
      />
      {form.onlySomeServices && <ServiceFields form={form} error={errorAt(errors, '/services')} onChange={change} />}
    </>
  );
}

interface PartProps {
  form: WebhookForm;
  error: string | undefined;
  onChange: (next: Partial<WebhookForm>) => void;
}

function EventFields({ form, error, onChange }: PartProps) {
  return (
    <Checkbox.Group
      label="It is told when"
      value={form.events}
      error={error}
      onChange={(events) => onChange({ events: EVENTS.filter((event) => events.includes(event)) })}
    >
      <div className={classes.events}>
        {EVENTS.map((event) => {
          const { name, words } = EVENT_WORDS[event];
          return <Checkbox key={event} value={event} label={name} description={words} />;
        })}
      </div>
    </Checkbox.Group>
  );
}

function ServiceFields({ form, error, onChange }: PartProps) {
  const { data: ids } = useQuery(actorQueries.ids('monitored-service'));
  return (
    <TagsInput
      label="Services"
      description="Their ids; Enter adds one"
      value={form.services}
      data={ids ?? []}
      limit={OFFERED}
      error={error}
      onChange={(services) => onChange({ services })}
    />
  );
}
