/** Who has it, since when, and what nobody heard of since: silence after an acknowledgement is how people are hurt. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import type { ListedIncident, TimelineEntry } from '../../api/types.ts';
import { Moment } from '../../time/moment.tsx';
import classes from './acknowledged.module.css';

export function Acknowledged({ incident }: { incident: ListedIncident }) {
  const { data } = useQuery(queries.timeline(incident.id));
  const unheard = alertsSince(data?.items ?? [], Date.parse(incident.ackedAt ?? incident.openedAt));
  return (
    <p className={classes.line}>
      {incident.ackedBy ? `by ${incident.ackedBy}, ` : ''}
      <Moment at={incident.ackedAt ?? incident.openedAt} />
      {unheard > 0 && (
        <>
          {' · '}
          <strong>
            {unheard} {unheard === 1 ? 'alert' : 'alerts'} since then reached nobody
          </strong>
        </>
      )}
    </p>
  );
}

/** Newest first, as the API gives them. A line may stand for several repeats. */
export function alertsSince(lines: TimelineEntry[], since: number): number {
  return lines
    .filter(({ type, at }) => type === 'alertRecorded' && at !== null && Date.parse(at) > since)
    .reduce((sum, { data }) => sum + (typeof data.count === 'number' ? data.count : 1), 0);
}
