/**
 * The form of a policy. It is saved under the revision that was read: when somebody
 * else saved in between, nothing is overwritten, and both changes are shown.
 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import type { Policy } from '../../api/types.ts';
import { Band } from '../../shell/band.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Conflict } from './conflict.tsx';
import classes from './editor.module.css';
import { editorSub, editorTitle } from './editor-words.tsx';
import { OlderIncidents } from './older-incidents.tsx';
import { isSameInput, newDraft, type PolicyDraft, toDraft, toInput } from './policy-draft.ts';
import { PolicyForm } from './policy-form.tsx';
import { idFrom } from './policy-words.ts';
import { Prospect } from './prospect.tsx';
import { RemovePolicy } from './remove-policy.tsx';
import { Revisions } from './revisions.tsx';
import { useSaving } from './use-saving.ts';

interface Editing {
  draft: PolicyDraft;
  /** What was read, and is edited; null: it is new. */
  base: Policy | null;
}

export function PolicyEditor({ stored }: { stored: Policy | null }) {
  const [{ draft, base }, setEditing] = useState<Editing>(() => begin(stored));
  const [id, setId] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const saving = useSaving();
  const input = toInput(draft);
  const isDirty = base === null || !isSameInput(input, base);
  const theirs = stored && base && stored.revision !== base.revision ? stored : null;
  // What somebody else saved is shown at once to whoever has changed nothing.
  if (theirs && !isDirty) setEditing(begin(theirs));

  const save = async (over: Policy | null = base) => {
    const saved = await saving.save(base?.id ?? id ?? idFrom(draft.name), input, over);
    if (saved instanceof Problem) return setProblem(saved);
    setProblem(null);
    setEditing(begin(saved));
  };

  return (
    <>
      <PageHead title={editorTitle(draft, base)} tab={draft.name || 'New policy'} sub={editorSub(base)}>
        {base && <RemovePolicy policy={base} />}
        <Button type="submit" form="policy" loading={saving.isSaving} disabled={!isDirty}>
          {base ? 'Save' : 'Create policy'}
        </Button>
      </PageHead>
      {theirs && isDirty && base && (
        <Conflict
          base={base}
          mine={input}
          theirs={theirs}
          onTheirs={() => setEditing(begin(theirs))}
          onMine={() => save(theirs)}
        />
      )}
      {base && <OlderIncidents id={base.id} />}
      {base?.warnings.map((warning) => (
        <Band key={warning} title="Somebody here can’t be told.">
          {warning}
        </Band>
      ))}
      {problem && problem.code !== 'precondition_failed' && (
        <Band tone="bad" title="Nothing was saved.">
          {problem.errors.length > 0 ? 'What is wrong stands at each field.' : problem.message}
        </Band>
      )}
      <div className={classes.sides}>
        <PolicyForm
          draft={draft}
          errors={problem?.errors ?? []}
          onChange={(next) => setEditing({ draft: next, base })}
          newId={base === null ? { id: id ?? idFrom(draft.name), become: setId } : null}
          onSave={() => save()}
        />
        <Prospect input={input} />
      </div>
      {base && <Revisions policy={base} onShow={(old) => setEditing({ draft: toDraft(old), base })} />}
    </>
  );
}

const begin = (policy: Policy | null): Editing => ({ draft: policy ? toDraft(policy) : newDraft(), base: policy });
