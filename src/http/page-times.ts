/** Lengths of time as a page says them, coarse, and always beside the absolute time. Pure. */
import { DAY, HOUR, MINUTE, SECOND } from '../policy/duration.ts';

/** "40 s", "12 min", "3 h 5 min", "6 d 4 h". */
export function lengthOfTime(durationMs: number): string {
  const length = Math.max(0, durationMs);
  if (length < MINUTE) return `${Math.round(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < DAY) return pair(length, HOUR, 'h', MINUTE, 'min');
  return pair(length, DAY, 'd', HOUR, 'h');
}

/** "in 3 min", or "any moment now" once it is due. */
export function timeUntil(at: number, now: number): string {
  return at <= now ? 'any moment now' : `in ${lengthOfTime(at - now)}`;
}

/** For the `datetime` attribute. */
export const machineTime = (at: number) => new Date(at).toISOString();

function pair(length: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((length % large) / small);
  return `${Math.floor(length / large)} ${largeUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ''}`;
}
