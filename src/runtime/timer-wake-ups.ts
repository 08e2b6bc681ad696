/**
 * Which timers have a wake-up, and from when. A timer gets one with the commit that
 * armed it. Two kinds get theirs when they come near: one that is set anew again and
 * again (a heartbeat that is pinged) will hardly ever be due, so each time it is put
 * off costs the queues nothing; and in a storm pages go first. Every node looks ahead
 * in the agenda for those, so they have their wake-up in time whichever node armed
 * them, also if that one is gone.
 *
 * A wake-up too many finds nothing due; one that is missing is made up for by the sweeper.
 */
import { parseMember, timerMember } from './commit-request.ts';
import type { Host } from './host.ts';
import type { ActorAddress, Partition } from './keys.ts';
import type { LoadedActor } from './record.ts';
import type { Store } from './store.ts';
import { reading } from './store-errors.ts';
import { isLeftToLooks, type StoredTimer } from './timers.ts';
import { TIMEOUTS, type WakeUps } from './wake-ups.ts';

const SECOND = 1_000;
/** What is due within that time has its wake-up after a look ahead. */
const AHEAD_MS = 10 * SECOND;
/** The next look comes when no more than that is left of it. Several sweeps may fail before it is too late. */
const LOOK_AGAIN_MS = 5 * SECOND;
/** What is due later than that when it is armed is certainly behind every node's last look. */
const LEFT_TO_LOOKS_MS = 20 * SECOND;
/** More than that many wake-ups within the time are a storm. */
const MANY = 100;
const MANY_WITHIN_MS = 2 * SECOND;
const PAGE = 1_000;

export type TimerWakeUps = ReturnType<typeof createTimerWakeUps>;

export function createTimerWakeUps({
  store,
  wakeUps,
  host,
}: {
  store: Store;
  wakeUps: Pick<WakeUps, 'add' | 'remove'>;
  /** Asked once it is there: the host hands over to this. */
  host: () => Pick<Host, 'load' | 'describeTimer'>;
}) {
  /** By partition: up to when its agenda was looked through. */
  const lookedUntil = new Map<Partition, number>();
  /** Of timers that are left to the looks, and came near: their jobs, by when they are due. */
  const near = new Map<string, number>();

  /** By the monotonic clock: since when `armedOfLate` counts. */
  let countsSince = 0;
  let armedOfLate = 0;

  function set(address: ActorAddress, timer: StoredTimer, after: LoadedActor): void {
    const { name, data } = host().describeTimer(address, timer.event, after);
    wakeUps.add({
      queue: TIMEOUTS,
      jobId: timerJobId(address, timer.identity),
      name,
      data: { actor: address, ...data },
      partition: store.keys.partitionOf(address).number,
      member: timerMember(address, timer.identity),
      dueAt: timer.dueAt,
    });
    if (isLeftToLooks(timer.identity)) near.set(timerJobId(address, timer.identity), timer.dueAt);
  }

  /** From the agenda, where nobody knows what the timer is. */
  async function setFromRecord(address: ActorAddress, identity: string): Promise<void> {
    const actor = await host()
      .load(address)
      .catch(() => null);
    const timer = actor && Object.values(actor.timers).find((held) => held.identity === identity);
    if (actor && timer) set(address, timer, actor);
  }

  async function setNear(entries: { member: string; dueAt: number }[]): Promise<void> {
    const found = entries.flatMap(({ member }) => {
      const what = parseMember(member);
      return 'timer' in what && isLeftToLooks(what.timer.identity) ? [what.timer] : [];
    });
    await Promise.all(found.map(({ address, identity }) => setFromRecord(address, identity)));
  }

  async function lookAhead(partition: Partition, now: number): Promise<void> {
    const until = now + AHEAD_MS;
    // The first look of a node also finds what became due while none was there.
    let from = `(${lookedUntil.get(partition) ?? 0}`;
    let limit = PAGE;
    for (;;) {
      const page = limit;
      const found = await reading(() =>
        store.redis.zrangebyscore(partition.agenda, from, until, 'WITHSCORES', 'LIMIT', 0, page),
      );
      const entries = found.flatMap((member, i) => (i % 2 === 0 ? [{ member, dueAt: Number(found[i + 1]) }] : []));
      await setNear(entries);
      const last = entries.at(-1)?.dueAt;
      if (entries.length < page || last === undefined) break;
      // Again from the last one's time: others may be due at the same. If all of the page are, it was too small.
      limit = last === entries[0]?.dueAt ? page * 2 : PAGE;
      from = String(last);
    }
    lookedUntil.set(partition, until);
  }

  return {
    armed(address: ActorAddress, timers: StoredTimer[], after: LoadedActor): void {
      const now = store.now();
      for (const timer of timers) {
        if (isLeftToLooks(timer.identity) && timer.dueAt > now + LEFT_TO_LOOKS_MS) continue;
        set(address, timer, after);
        armedOfLate++;
      }
    },

    /** Whether one that is armed now and due then is left to the looks. */
    leaves(dueAt: number): boolean {
      const now = performance.now();
      if (now - countsSince > MANY_WITHIN_MS) {
        countsSince = now;
        armedOfLate = 0;
      }
      return armedOfLate >= MANY && dueAt > store.now() + LEFT_TO_LOOKS_MS;
    },

    disarmed(address: ActorAddress, identities: string[]): void {
      for (const identity of identities) {
        const jobId = timerJobId(address, identity);
        if (near.delete(jobId) || !isLeftToLooks(identity)) wakeUps.remove(jobId);
      }
    },

    setFromRecord,

    /** Redis may come back as it was some time ago: what was seen of its agenda is no longer known. */
    forget: () => lookedUntil.clear(),

    /** Sets the wake-ups of what has come near. Cheap while the last look reaches far enough. @throws what the store throws; the next call tries again */
    async lookAhead(): Promise<void> {
      const now = store.now();
      const short = store.keys.partitions.filter((each) => (lookedUntil.get(each) ?? 0) < now + LOOK_AGAIN_MS);
      if (short.length === 0) return;
      for (const [jobId, dueAt] of near) if (dueAt < now) near.delete(jobId);
      // Of a cluster a server may be away, and its partitions with it.
      const looks = await Promise.allSettled(short.map((partition) => lookAhead(partition, now)));
      const failed = looks.find((each) => each.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}

/** Shown on the dashboard, so it begins with what it is about. BullMQ refuses a colon. */
function timerJobId(address: ActorAddress, identity: string): string {
  return `${address.slice(address.indexOf('/') + 1).replaceAll(':', '~')}~timer~${identity}`;
}
