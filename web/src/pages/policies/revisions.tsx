/** Earlier revisions of a policy: what each changed, and the way back into the form. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type PolicyRevision, policyQueries } from '../../api/policy-queries.ts';
import type { Policy } from '../../api/types.ts';
import { notifyDone } from '../../notices/notices.tsx';
import { Moment } from '../../time/moment.tsx';
import { Differences } from './differences.tsx';
import { differencesOf } from './policy-difference.ts';
import type { PolicyInput } from './policy-draft.ts';
import classes from './revisions.module.css';

export function Revisions({ policy, onShow }: { policy: Policy; onShow: ((old: PolicyInput) => void) | null }) {
  const { data } = useQuery(policyQueries.revisions(policy.id));
  const revisions = data?.items ?? [];
  if (revisions.length < 2) return null;
  const restore = (show: (old: PolicyInput) => void, { revision, policy: old }: PolicyRevision) => {
    show(old);
    notifyDone(`Revision ${revision} stands in the form. Save to let it take effect.`, {
      label: 'Back',
      act: () => show(policy),
    });
  };
  return (
    <section className={classes.revisions} aria-label="Revisions">
      <h2>What was changed, and when</h2>
      <ol>
        {revisions.map((revision, index) => (
          <Revision
            key={revision.revision}
            revision={revision}
            before={revisions[index + 1]}
            isCurrent={revision.revision === policy.revision}
            onRestore={onShow && (() => restore(onShow, revision))}
          />
        ))}
      </ol>
    </section>
  );
}

function Revision({
  revision: { revision, at, by, policy },
  before,
  isCurrent,
  onRestore,
}: {
  revision: PolicyRevision;
  before: PolicyRevision | undefined;
  isCurrent: boolean;
  onRestore: (() => void) | null;
}) {
  return (
    <li className={classes.revision}>
      <div className={classes.when}>
        <strong>Revision {revision}</strong>
        <span>
          {at !== null && <Moment at={at} />}
          {by !== null && `, by ${by}`}
        </span>
      </div>
      {before ? (
        <Differences of={differencesOf(before.policy, policy)} />
      ) : (
        <p className={classes.oldest}>The oldest that is kept.</p>
      )}
      {isCurrent ? (
        <span className={classes.current}>Current</span>
      ) : (
        onRestore && (
          <Button size="compact-sm" variant="default" onClick={onRestore} aria-label={`Restore revision ${revision}`}>
            Restore
          </Button>
        )
      )}
    </li>
  );
}
