/** The form of an integration. It is kept under the revision that was read: what somebody else changed in between is said. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { errorAt } from '../../fields/error-at.ts';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { actorQueries } from '../inspector/actor-queries.ts';
import { type IntegrationDraft, toInput } from './integration-draft.ts';
import { changeIntegration, type Integration, integrationQueries } from './integration-queries.ts';
import classes from './integrations.module.css';
import { ReadingFields } from './reading-fields.tsx';
import { RuleFields } from './rule-fields.tsx';

export function SettingsForm({
  base,
  draft,
  known,
  onChange,
  onAgain,
  onDone,
}: {
  /** What was read, and is changed. */
  base: Integration;
  draft: IntegrationDraft;
  /** Places of the body that is tried. */
  known: readonly string[];
  onChange: (draft: IntegrationDraft) => void;
  /** To begin again with what is stored now. */
  onAgain: () => void;
  onDone: () => void;
}) {
  const client = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const errors = problem?.errors ?? [];
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const kept = await changeIntegration(base, toInput(draft));
      client.setQueryData(integrationQueries.one(base.id).queryKey, kept);
      notifyDone('Kept. It counts for what comes from now on.');
      onDone();
    } catch (error) {
      if (!(error instanceof Problem) || (error.errors.length === 0 && error.status !== 412)) {
        notifyFailed('Nothing was kept', error);
        return;
      }
      setProblem(error);
      if (error.status === 412) client.invalidateQueries({ queryKey: ['integration', base.id] });
    }
  };
  return (
    <form className={classes.form} onSubmit={keep} noValidate>
      <TextInput
        label="Name"
        value={draft.name}
        error={errorAt(errors, '/name')}
        onChange={({ currentTarget }) => onChange({ ...draft, name: currentTarget.value })}
      />
      {draft.type !== 'heartbeat' && <ServiceFields draft={draft} errors={errors} onChange={onChange} />}
      <ReadingFields draft={draft} errors={errors} known={known} onChange={onChange} />
      {problem && <WhatIsWrong problem={problem} onAgain={onAgain} />}
      <div className={classes.acts}>
        <Button type="submit">Keep</Button>
        <Button variant="subtle" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function ServiceFields({
  draft,
  errors,
  onChange,
}: {
  draft: IntegrationDraft;
  errors: Problem['errors'];
  onChange: (draft: IntegrationDraft) => void;
}) {
  const { data: ids = [] } = useQuery(actorQueries.ids('monitored-service'));
  const { serviceId, rule } = draft;
  // Beyond those that are listed there may be more.
  const services = serviceId === '' || ids.includes(serviceId) ? ids : [serviceId, ...ids];
  return (
    <>
      <NativeSelect
        label={rule ? 'Service, where the alert names none' : 'Service'}
        value={serviceId}
        data={[{ value: '', label: 'none of its own' }, ...services.map((id) => ({ value: id, label: id }))]}
        error={errorAt(errors, '/serviceId') ?? errors.find(({ pointer }) => pointer === '')?.message}
        onChange={({ currentTarget }) => onChange({ ...draft, serviceId: currentTarget.value })}
      />
      <RuleFields rule={rule} errors={errors} onChange={(next) => onChange({ ...draft, rule: next })} />
    </>
  );
}

function WhatIsWrong({ problem, onAgain }: { problem: Problem; onAgain: () => void }) {
  if (problem.status !== 412) {
    return (
      <p className={classes.whole} role="alert">
        Nothing was kept. What is wrong stands at each field.
      </p>
    );
  }
  return (
    <p className={classes.whole} role="alert">
      Somebody else changed it in the meantime, and nothing of theirs was overwritten.{' '}
      <Button size="compact-sm" variant="default" onClick={onAgain}>
        Show how it is now
      </Button>
    </p>
  );
}
