/**
 * A policy while it is edited: the draft, what it was when it was read, and what somebody
 * else saved meanwhile. It is saved under the revision that was read, so nothing of theirs
 * is overwritten unasked.
 */
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import type { Policy } from '../../api/types.ts';
import { isSameInput, newDraft, type PolicyDraft, toDraft, toInput } from './policy-draft.ts';
import { idFrom } from './policy-words.ts';
import { useSaving } from './use-saving.ts';

interface Editing {
  draft: PolicyDraft;
  /** What was read, and is edited; null: it is new. */
  base: Policy | null;
}

export function useEditing(stored: Policy | null) {
  const [{ draft, base }, setEditing] = useState<Editing>(() => begin(stored));
  const [id, setId] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { save, isSaving } = useSaving();
  const input = toInput(draft);
  const isChanged = !isSameInput(input, base ?? EMPTY);
  const theirs = stored && base && stored.revision !== base.revision ? stored : null;
  // What somebody else saved is shown at once to whoever has changed nothing.
  if (theirs && !isChanged) setEditing(begin(theirs));
  const savedAs = base?.id ?? id ?? idFrom(draft.name);

  return {
    draft,
    base,
    input,
    isChanged,
    isSaving,
    problem,
    /** Null: nobody saved in between, or not against what was changed here. */
    theirs: isChanged ? theirs : null,
    newId: base === null ? { id: savedAs, become: setId } : null,
    change: (next: PolicyDraft) => setEditing({ draft: next, base }),
    takeTheirs: () => theirs && setEditing(begin(theirs)),
    async save(over: Policy | null = base) {
      const saved = savedAs === '' ? WITHOUT_ID : await save(savedAs, input, over);
      if (saved instanceof Problem) return setProblem(saved);
      setProblem(null);
      setEditing(begin(saved));
    },
  };
}

const EMPTY = toInput(newDraft());
const begin = (policy: Policy | null): Editing => ({ draft: policy ? toDraft(policy) : newDraft(), base: policy });

/** Without one there is no address to send it to: the pager can't be asked what it has against that. */
const WITHOUT_ID = new Problem({
  status: 422,
  code: 'invalid',
  detail: 'an id is missing',
  errors: [{ pointer: '/id', message: 'expected an id such as "backend-nights": of this name none can be made' }],
});
