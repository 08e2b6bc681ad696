/** How the service is chosen by what an alert says, in place of one service for all. */
import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { InputError } from '../../api/problem.ts';
import { queries } from '../../api/queries.ts';
import { errorAt } from '../../fields/error-at.ts';
import { NEW_RULE, type RuleDraft } from './integration-draft.ts';
import classes from './integrations.module.css';
import { KNOWN_PLACES } from './places-field.tsx';
import '@mantine/core/styles/Switch.css';

export function RuleFields({
  rule,
  errors,
  onChange,
}: {
  rule: RuleDraft | null;
  errors: readonly InputError[];
  onChange: (rule: RuleDraft | null) => void;
}) {
  return (
    <>
      <Switch
        label="What the alert says chooses the service"
        checked={rule !== null}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? NEW_RULE : null)}
      />
      {rule && <Rule rule={rule} errors={errors} onChange={onChange} />}
    </>
  );
}

function Rule({
  rule,
  errors,
  onChange,
}: {
  rule: RuleDraft;
  errors: readonly InputError[];
  onChange: (rule: RuleDraft) => void;
}) {
  const policies = useQuery(queries.policies()).data?.items ?? [];
  const change = (next: Partial<RuleDraft>) => onChange({ ...rule, ...next });
  const isLabel = rule.by === 'label';
  const wrong = errors.find(({ pointer }) => pointer === '/rule')?.message;
  return (
    <div className={classes.below}>
      <div className={classes.pair}>
        <NativeSelect
          label="It is named by"
          value={rule.by}
          data={[
            { value: 'label', label: 'a label' },
            { value: 'field', label: 'a place' },
          ]}
          onChange={({ currentTarget }) => change({ by: currentTarget.value === 'field' ? 'field' : 'label' })}
        />
        <TextInput
          label={isLabel ? 'Which label' : 'Which place'}
          placeholder={isLabel ? 'service' : '/payload/component'}
          {...(!isLabel && { list: KNOWN_PLACES })}
          value={rule.at}
          error={errorAt(errors, `/rule/${rule.by}`) ?? wrong}
          onChange={({ currentTarget }) => change({ at: currentTarget.value })}
        />
      </div>
      <Textarea
        label="Which service is meant"
        description="One a line, such as db1 = checkout-db. What is not here is the service’s id itself."
        placeholder="db1 = checkout-db"
        autosize
        minRows={2}
        value={rule.services}
        error={errorAt(errors, '/rule/services')}
        onChange={({ currentTarget }) => change({ services: currentTarget.value })}
      />
      <NativeSelect
        label="A service that is not there yet"
        value={rule.createWithPolicyId}
        error={errorAt(errors, '/rule/createWithPolicyId')}
        data={[
          { value: '', label: 'is not made' },
          ...policies.map(({ id, name }) => ({ value: id, label: `is made, and ${name} tells people` })),
        ]}
        onChange={({ currentTarget }) => change({ createWithPolicyId: currentTarget.value })}
      />
    </div>
  );
}
