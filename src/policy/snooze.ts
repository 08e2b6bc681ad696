/** How long an incident may be snoozed. Pure. */
import { DAY } from './duration.ts';

const LONGEST_MS = 30 * DAY;

/** What is wrong with the time until which somebody snoozes, in words; null: nothing. Epoch ms. */
export function snoozeFault(until: number, now: number): string | null {
  if (until > now && until <= now + LONGEST_MS) return null;
  const [from, to] = [now, now + LONGEST_MS].map((at) => new Date(at).toISOString());
  return `expected a time from now on, at most 30 days away: between ${from} and ${to}`;
}
