/** How late the timers of the last hour fired. */
import { useQuery } from '@tanstack/react-query';
import { latenessQuery, lateWords } from '../../api/lateness.ts';
import classes from './activity.module.css';

export function Lateness() {
  const { data } = useQuery(latenessQuery());
  if (!data) return null;
  const { count, medianMs, p99Ms, worstMs } = data;
  if (count === 0) return <p className={classes.empty}>No timer was due within the last hour.</p>;
  return (
    <p className={classes.lateness}>
      {count} {count === 1 ? 'timer' : 'timers'} within the last hour, late by <strong>{lateWords(medianMs)}</strong> in
      the median, <strong>{lateWords(p99Ms)}</strong> at p99, <strong>{lateWords(worstMs)}</strong> at worst.
    </p>
  );
}
