/** What is set up wrong, each with what it means and where it is mended. Nothing is shown where nothing is wrong. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isTooLate, latenessQuery, lateWords } from '../../api/lateness.ts';
import { queries } from '../../api/queries.ts';
import type { Channel, Policy } from '../../api/types.ts';
import { Band } from '../../shell/band.tsx';
import { Moment } from '../../time/moment.tsx';
import { useNow } from '../../time/now.ts';

const DAY = 86_400_000;
const MEMORY_WARNING = 0.8;
const NAMES: Record<Channel['name'], string> = { email: 'E-mail', sms: 'SMS', webhook: 'Webhooks' };

export function SetUpBands() {
  const overview = useQuery(queries.overview()).data;
  const channels = useQuery(queries.channels()).data?.items ?? [];
  const policies = useQuery(queries.policies()).data?.items ?? [];
  const isPreview = overview?.preview ?? false;
  const sends = channels.some(({ configured }) => configured);
  return (
    <>
      {channels.map((channel) => (
        <ChannelBand key={channel.name} channel={channel} policies={policies} isPreview={isPreview} />
      ))}
      {sends && overview?.isPublicUrlLocal && (
        <Band tone="bad" title="Links in messages lead to this machine only.">
          <code>PUBLIC_URL</code> is {overview.publicUrl}: on a phone nobody can acknowledge by them.
        </Band>
      )}
      {overview?.memoryShare != null && overview.memoryShare >= MEMORY_WARNING && (
        <Band title={`Redis has ${Math.round(overview.memoryShare * 100)} % of its memory in use.`}>
          History of closed incidents is cut from the oldest. Paging is not touched; give it more, or keep less (
          <code>RETENTION_DAYS</code>).
        </Band>
      )}
      <LateBand />
      <RefusedBand />
    </>
  );
}

/** How late the pager is, where that is worth knowing; else it stands with its timers. */
function LateBand() {
  const { data } = useQuery(latenessQuery());
  if (!data || !isTooLate(data)) return null;
  const { count, medianMs, p99Ms, worstMs } = data;
  return (
    <Band tone="bad" title={`The pager was up to ${lateWords(worstMs)} late within the last hour.`}>
      {count === 1
        ? 'The one timer of that hour fired so long after it was due.'
        : `Of ${count} timers half fired within ${lateWords(medianMs)} of their time, and 99 of 100 within ${lateWords(p99Ms)}.`}{' '}
      Whoever was next was told as much later.{' '}
      <Link to="/activity" search={{ tab: 'timers' }}>
        See the timers
      </Link>
    </Band>
  );
}

function ChannelBand({
  channel: { name, configured, failingSince, lastFailure },
  policies,
  isPreview,
}: {
  channel: Channel;
  policies: Policy[];
  isPreview: boolean;
}) {
  const users = policies.filter(({ levels }) =>
    levels.some(({ targets }) => targets.some(({ type }) => type === name)),
  );
  if (failingSince !== null) {
    return (
      <Band tone="bad" title={`${NAMES[name]} ${name === 'webhook' ? 'do' : 'does'} not get through.`}>
        Since <Moment at={failingSince} /> nobody is reached by it. {lastFailure} <Link to="/settings">Look at it</Link>
      </Band>
    );
  }
  if (configured || isPreview || users.length === 0) return null;
  return (
    <Band title={`${NAMES[name]} ${name === 'webhook' ? 'are' : 'is'} not set up.`}>
      {users.length === 1 ? 'One policy pages' : `${users.length} policies page`} people by it: those messages end as
      refused. <Link to="/settings">Set it up</Link>
    </Band>
  );
}

/** Somebody believes that an alert was raised, and it was not. */
function RefusedBand() {
  const now = useNow();
  const { data } = useQuery(queries.refusals());
  const recent = (data?.items ?? []).filter(({ at }) => now - Date.parse(at) < DAY);
  const [last] = recent;
  if (!last) return null;
  return (
    <Band
      title={recent.length === 1 ? 'One request was refused today.' : `${recent.length} requests were refused today.`}
    >
      Whoever sent them may believe that somebody is paged. The last, <Moment at={last.at} />: {last.detail}.{' '}
      <Link to="/integrations">See which</Link>
    </Band>
  );
}
