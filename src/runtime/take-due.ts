/** What the agenda is asked for when something is due, and how it answers. */
export interface TakeRequest {
  overdueMs: number;
  limit: number;
  /** Deliveries are passed over unseen: in a burst thousands of them are in somebody's hands, and each must be asked. */
  onlyTimers: boolean;
  /** How many of the oldest were looked at already. */
  from: number;
  /** By kind of delivery: so many, and no more, can be attempted here at once. */
  room: Record<string, number>;
}

export interface Taken {
  /** Redis' clock. */
  now: number;
  due: { member: string; dueAt: number }[];
  /** Where to go on looking; null when that was all. */
  next: number | null;
  /** Kinds of deliveries of which some were left for a node that has room. */
  left: string[];
}

/**
 * What a node took and did not get done is free again after that. A delivery must have begun by then. A timer that
 * is executed twice changes nothing, so whoever takes over from a dead node need not wait for it.
 */
const CLAIM_DELIVERY_MS = 4_000;
const CLAIM_TIMER_MS = 1_000;
/**
 * Of what is overdue already. A timer whose first taker died is taken by a sweep 2 s after it was due at the
 * latest; if that one's answer is lost too, the next must find it free in time for the third second.
 */
const CLAIM_OVERDUE_TIMER_MS = 300;

/** As the script wants them. */
export function takeArguments(
  { overdueMs, onlyTimers, limit, from, room }: TakeRequest,
  { shift, live, tag }: { shift: number; live: { nodes: string; viewedAt: number }; tag: string },
): (string | number)[] {
  const claimTimerMs = overdueMs > 0 ? CLAIM_OVERDUE_TIMER_MS : CLAIM_TIMER_MS;
  const claims = [CLAIM_DELIVERY_MS, live.nodes, tag, live.viewedAt, from, claimTimerMs, onlyTimers ? 1 : 0];
  return [shift, overdueMs, limit, ...claims, ...Object.entries(room).flat()];
}

export function readTaken([now, next, left, ...found]: unknown[]): Taken {
  const due = [];
  for (let i = 0; i < found.length; i += 2) due.push({ member: String(found[i]), dueAt: Number(found[i + 1]) });
  return {
    now: Number(now),
    due,
    next: Number(next) < 0 ? null : Number(next),
    left: String(left).split(' ').filter(Boolean),
  };
}
