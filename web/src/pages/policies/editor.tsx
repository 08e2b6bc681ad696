/** The page of a policy: its form, what would happen beside it, and what it was before. */
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { type Problem, wordsOf } from '../../api/problem.ts';
import type { Policy } from '../../api/types.ts';
import { useMayAdminister } from '../../api/use-may-administer.ts';
import { AdministratorsOnly } from '../../shell/administrators-only.tsx';
import { Band } from '../../shell/band.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Conflict } from './conflict.tsx';
import classes from './editor.module.css';
import { editorSub, editorTitle } from './editor-words.tsx';
import { OlderIncidents } from './older-incidents.tsx';
import { toDraft } from './policy-draft.ts';
import { PolicyForm } from './policy-form.tsx';
import { Prospect } from './prospect.tsx';
import { RemovePolicy } from './remove-policy.tsx';
import { Revisions } from './revisions.tsx';
import { Unsaved } from './unsaved.tsx';
import { useEditing } from './use-editing.ts';

export function PolicyEditor({ stored }: { stored: Policy | null }) {
  const { draft, base, input, theirs, problem, newId, isChanged, isSaving, ...acts } = useEditing(stored);
  const mayChange = useMayAdminister();
  const save = mayChange && (
    <Button type="submit" form="policy" loading={isSaving} disabled={!isChanged}>
      {base ? 'Save' : 'Create policy'}
    </Button>
  );
  return (
    <>
      <Unsaved isChanged={isChanged && mayChange} />
      <PageHead title={editorTitle(draft, base)} tab={draft.name || 'New policy'} sub={editorSub(base)}>
        {base && mayChange && <RemovePolicy policy={base} />}
        <span className={classes.saveAbove}>{save}</span>
      </PageHead>
      {!mayChange && <AdministratorsOnly what="Policies are changed" />}
      {theirs && base && (
        <Conflict
          base={base}
          mine={input}
          theirs={theirs}
          onTheirs={acts.takeTheirs}
          onMine={() => acts.save(theirs)}
        />
      )}
      <Notes base={base} problem={problem} />
      <div className={classes.sides}>
        <PolicyForm
          draft={draft}
          errors={problem?.errors ?? []}
          onChange={acts.change}
          newId={newId}
          onSave={() => acts.save()}
          isFixed={!mayChange}
        />
        <Prospect input={input} />
      </div>
      {base && <Revisions policy={base} onShow={mayChange ? (old) => acts.change(toDraft(old)) : null} />}
      {isChanged && <div className={classes.saveBelow}>{save}</div>}
    </>
  );
}

function Notes({ base, problem }: { base: Policy | null; problem: Problem | null }) {
  useEffect(() => {
    // What is wrong may be off the screen, and whoever listens would not hear of it.
    if (problem) document.querySelector<HTMLElement>('#policy [aria-invalid="true"]')?.focus();
  }, [problem]);
  return (
    <>
      {base && <OlderIncidents id={base.id} />}
      {base?.warnings.map((warning) => (
        <Band key={warning} title="Somebody here can’t be told.">
          {wordsOf(warning)}.
        </Band>
      ))}
      {problem && problem.code !== 'precondition_failed' && (
        <Band tone="bad" title="Nothing was saved.">
          {problem.errors.length > 0 ? 'What is wrong stands at each field.' : wordsOf(problem)}
        </Band>
      )}
    </>
  );
}
