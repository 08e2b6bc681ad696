/** The fields of a policy, with what the pager has against each. */
import { TextInput } from '@mantine/core';
import type { InputError } from '../../api/problem.ts';
import { errorAt } from '../../fields/error-at.ts';
import classes from './editor.module.css';
import { Levels } from './levels.tsx';
import type { PolicyDraft } from './policy-draft.ts';

export function PolicyForm({
  draft,
  errors,
  newId,
  onChange,
  onSave,
  isFixed,
}: {
  draft: PolicyDraft;
  errors: readonly InputError[];
  /** Only of one that is still to be made: an id stays. */
  newId: { id: string; become: (id: string) => void } | null;
  onChange: (draft: PolicyDraft) => void;
  onSave: () => void;
  /** It may be read, and not changed. */
  isFixed: boolean;
}) {
  return (
    <form
      id="policy"
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <fieldset className={classes.fields} disabled={isFixed}>
        <div className={classes.names}>
          <TextInput
            label="Name"
            value={draft.name}
            error={errorAt(errors, '/name')}
            onChange={({ currentTarget }) => onChange({ ...draft, name: currentTarget.value })}
            autoFocus={newId !== null}
          />
          {newId && (
            <TextInput
              label="Id"
              description="In addresses and in the API. It can’t be changed later."
              classNames={{ input: classes.mono ?? '' }}
              value={newId.id}
              error={errorAt(errors, '/id') ?? errors.find(({ pointer }) => pointer === '')?.message}
              onChange={({ currentTarget }) => newId.become(currentTarget.value)}
            />
          )}
        </div>
        <Levels draft={draft} errors={errors} onChange={onChange} />
        <TextInput
          classNames={{ wrapper: classes.repeat ?? '' }}
          label="When nobody answered the last level, run through all of them again"
          rightSection={<span className={classes.times}>times</span>}
          rightSectionWidth={64}
          rightSectionPointerEvents="none"
          inputMode="numeric"
          value={draft.repeat}
          error={errorAt(errors, '/repeat')}
          onChange={({ currentTarget }) => onChange({ ...draft, repeat: currentTarget.value })}
        />
      </fieldset>
    </form>
  );
}
