/** One policy: who is told, level by level, beside what would happen if nobody answered; its revisions below. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Problem, wordsOf } from '../api/problem.ts';
import { queries } from '../api/queries.ts';
import { PageHead } from '../shell/page-head.tsx';
import { PolicyEditor } from './policies/editor.tsx';
import { NEW_POLICY } from './policies/new-policy.ts';

export function PolicyEditorPage() {
  const { id = NEW_POLICY } = useParams({ strict: false });
  return id === NEW_POLICY ? <PolicyEditor key={id} stored={null} /> : <StoredPolicy key={id} id={id} />;
}

function StoredPolicy({ id }: { id: string }) {
  // Edited is what was read now: a revision that was kept from an hour ago would end as a conflict.
  const { data, error } = useQuery({ ...queries.policy(id), refetchOnMount: 'always' });
  if (data) return <PolicyEditor stored={data} />;
  if (!error) return <PageHead title="Reading the policy …" />;
  const isGone = error instanceof Problem && error.status === 404;
  return (
    <PageHead
      title={isGone ? `There is no policy “${id}”.` : 'The policy can’t be read.'}
      sub={isGone ? <Link to="/policies">All policies</Link> : wordsOf(error)}
    />
  );
}
