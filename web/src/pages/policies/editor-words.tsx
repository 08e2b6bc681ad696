/** What the editor's page says of its policy: a sentence about the world, and who relies on it. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Policy } from '../../api/types.ts';
import { lengthOf } from '../../time/words.ts';
import { type PolicyDraft, toInput } from './policy-draft.ts';
import { countOf, spanOf } from './policy-words.ts';

const SERVICES_NAMED = 3;

export function editorTitle(draft: PolicyDraft, base: Policy | null): string {
  const people = new Set(draft.levels.flatMap(({ targets }) => targets.map(({ value, key }) => value || key))).size;
  if (base === null && draft.name.trim() === '') return 'Who is to be told, and who if nobody answers?';
  const levels = draft.levels.length === 1 ? 'at once' : `in ${draft.levels.length} levels`;
  return `${draft.name.trim() || 'This policy'} tells ${countOf(people, 'person', 'people')} ${levels}, and gives up after ${lengthOf(spanOf(toInput(draft)))}.`;
}

export function editorSub(base: Policy | null): ReactNode {
  if (base === null) return 'It takes effect when a service uses it.';
  const { services, revision } = base;
  if (services.length === 0) return `Revision ${revision}. No service uses it.`;
  const named = services.slice(0, SERVICES_NAMED);
  const more = services.length - named.length;
  return (
    <>
      Revision {revision}. Used by{' '}
      {named.map((id, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to="/services/$id" params={{ id }}>
            {id}
          </Link>
        </span>
      ))}
      {more > 0 && (
        <>
          {' and '}
          <Link to="/services" search={{ escalationPolicyId: base.id }}>
            {more} more
          </Link>
        </>
      )}
      .
    </>
  );
}
