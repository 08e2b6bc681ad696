/** Times as people read them: local, short, and with the day only where it is another one. Times in are epoch ms. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const secondsFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const yearFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const fullFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/** "03:11" */
export const clockOf = (at: number): string => clockFormat.format(at);
/** "03:11:22" */
export const clockWithSeconds = (at: number): string => secondsFormat.format(at);
/** "Tue 24 Nov" */
export const dayOf = (at: number): string => fullFormat.format(at);

/** "03:11", or "18 Nov, 03:11" where it was not today. */
export function momentOf(at: number, now: number, { withSeconds = false } = {}): string {
  const clock = withSeconds ? clockWithSeconds(at) : clockOf(at);
  if (new Date(at).toDateString() === new Date(now).toDateString()) return clock;
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return `${(isThisYear ? dayFormat : yearFormat).format(at)}, ${clock}`;
}

/** "2026-11-24 03:11:22 UTC" */
export const utcOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** How long something takes or has gone on: "41 s", "18 min", "2 h 5 min", "6 d 4 h". */
export function lengthOf(ms: number): string {
  const length = Math.max(0, ms);
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < DAY) return joined(Math.floor(length / HOUR), 'h', Math.floor((length % HOUR) / MINUTE), 'min');
  return joined(Math.floor(length / DAY), 'd', Math.floor((length % DAY) / HOUR), 'h');
}

/** What is left, as a clock that runs down: "3:41", "1:03:41", "2 d 3 h"; "now" once it is over. */
export function countdownOf(ms: number): string {
  const seconds = Math.ceil(ms / SECOND);
  if (seconds <= 0) return 'now';
  if (ms >= DAY) return lengthOf(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

const joined = (large: number, largeUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
