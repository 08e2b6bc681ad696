/** Open incidents that go on with the policy as it was when they opened. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { policyQueries } from '../../api/policy-queries.ts';
import { Band } from '../../shell/band.tsx';

const NAMED = 5;

export function OlderIncidents({ id }: { id: string }) {
  const { data } = useQuery(policyQueries.revisions(id));
  const older = data?.openIncidents ?? [];
  if (older.length === 0) return null;
  return (
    <Band
      tone="note"
      title={
        older.length === 1
          ? 'One open incident runs an older revision.'
          : `${older.length} open incidents run an older revision.`
      }
    >
      What is saved here does not reach{' '}
      {older.slice(0, NAMED).map(({ id: incident, revision }, index) => (
        <span key={incident}>
          {index > 0 && ', '}
          <Link to="/incidents/$id" params={{ id: incident }}>
            {incident}
          </Link>{' '}
          (revision {revision})
        </span>
      ))}
      {older.length > NAMED && ` and ${older.length - NAMED} more`}: “Page again from level 1” lets one follow it.
    </Band>
  );
}
