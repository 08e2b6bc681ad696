/** How late the timers of the last hour fired. */
import { useQuery } from '@tanstack/react-query';
import classes from './activity.module.css';
import { activityQueries } from './activity-queries.ts';

export function Lateness() {
  const { data } = useQuery(activityQueries.lateness());
  if (!data) return null;
  const { count, medianMs, p99Ms, worstMs } = data;
  if (count === 0) return <p className={classes.empty}>No timer was due within the last hour.</p>;
  return (
    <p className={classes.lateness}>
      {count} {count === 1 ? 'timer' : 'timers'} within the last hour, late by <strong>{seconds(medianMs)}</strong> in
      the median, <strong>{seconds(p99Ms)}</strong> at p99, <strong>{seconds(worstMs)}</strong> at worst.
    </p>
  );
}

const seconds = (ms: number | null) => (ms === null ? '?' : `${(ms / 1_000).toFixed(2)} s`);
