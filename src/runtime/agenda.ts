/**
 * Takes what is due from the agenda, the one list of everything that must still
 * happen. Called by a wake-up when something is due now, and by the sweeper each
 * second for what nobody woke for. Both share short claims, so neither does the
 * other's work. Deliveries that could not be attempted here at once are left to
 * whoever has room for them.
 */
import { parseMember } from './commit-request.ts';
import type { Deliveries } from './deliveries.ts';
import type { Host } from './host.ts';
import type { Partition } from './keys.ts';
import type { Log, Observe } from './observation.ts';
import { createOutageLog } from './outage-log.ts';
import type { Store } from './store.ts';
import { isOutage } from './store-errors.ts';

const SECOND = 1_000;
const SWEEP_EVERY_MS = SECOND;
/** What a sweep took and did not hear of is free again by then, and nobody else may be there to take it. */
const SWEEP_AGAIN_MS = 300;
/** What is overdue by more was forgotten by whoever should have been woken for it. */
export const OVERDUE_MS = SECOND;
const AT_ONCE = 500;
/** An actor that can't be read is tried again after that. */
const UNREADABLE_PAUSE_MS = 60 * SECOND;

export type Agenda = ReturnType<typeof createAgenda>;

interface LookFor {
  overdueMs?: number;
  onlyTimers?: boolean;
}

export function createAgenda({
  store,
  host,
  deliveries,
  lookAhead,
  observe,
  log,
}: {
  store: Store;
  host: Host;
  deliveries: Deliveries;
  /** Sees to it that somebody is woken for what comes near. */
  lookAhead: () => Promise<void>;
  observe: Observe;
  log: Log;
}) {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let sweptAt = performance.now();
  const outage = createOutageLog(log);
  /** Something that was taken could not be done: the store was away. */
  let interrupted = false;
  /** Kinds of which something due was left here for want of room. */
  const left = new Set<string>();
  const looks = new Set<Promise<unknown>>();

  /** Resolves when every timer that was due is committed and every delivery that was due is on its way. */
  async function takeDue(partition: Partition, what: LookFor = {}): Promise<{ taken: number; now: number }> {
    const look = takeAll(partition, what);
    looks.add(look);
    try {
      return await look;
    } finally {
      looks.delete(look);
    }
  }

  async function takeAll(
    partition: Partition,
    { overdueMs = 0, onlyTimers = false }: LookFor,
  ): Promise<{ taken: number; now: number }> {
    let taken = 0;
    let from = 0;
    for (;;) {
      const room = deliveries.room();
      const {
        due,
        next,
        now,
        left: kinds,
      } = await store.take(partition, {
        overdueMs,
        onlyTimers,
        limit: AT_ONCE,
        from,
        room,
      });
      for (const kind of kinds) left.add(kind);
      const executed = await Promise.all(due.map(({ member, dueAt }) => execute(partition, member, dueAt)));
      taken += executed.filter(Boolean).length;
      if (stopped || (next === null && due.length < AT_ONCE)) return { taken, now };
      // What was executed has left the agenda: those behind have moved up.
      from = due.length > 0 ? 0 : (next ?? 0);
    }
  }

  /** False when it was left for whoever has room. */
  async function execute(partition: Partition, member: string, dueAt: number): Promise<boolean> {
    const what = parseMember(member);
    try {
      if ('delivery' in what) return await attemptIfRoom(partition, member, what.delivery);
      const reply = await host.fire(what.timer.address, what.timer.identity, dueAt);
      if ('refused' in reply && (reply.refused === 'store_unavailable' || reply.refused === 'outcome_unknown'))
        interrupted = true;
      if ('refused' in reply && (reply.refused === 'record_unreadable' || reply.refused === 'record_newer'))
        await store.postpone(partition, member, UNREADABLE_PAUSE_MS);
    } catch (err) {
      if (isOutage(err)) {
        interrupted = true;
        return true;
      }
      log.error({ err, member }, 'what is due cannot be executed; it is tried again');
      await store.postpone(partition, member, UNREADABLE_PAUSE_MS).catch(() => undefined);
    }
    return true;
  }

  async function attemptIfRoom(partition: Partition, member: string, id: string): Promise<boolean> {
    const { isTaken, kind } = await deliveries.takeIfRoom(partition, id);
    if (isTaken) return true;
    left.add(kind);
    await store.postpone(partition, member, 0);
    return false;
  }

  /** False when not everything could be swept. */
  async function sweep(): Promise<boolean> {
    // Whom it may take over from is read at the last moment; where it can't be, nobody more is taken to be dead.
    const [beat] = await Promise.allSettled([store.beat()]);
    // Of a cluster a server may be away, and its partitions with it: the others are swept.
    const [[ahead], sweeps] = await Promise.all([
      Promise.allSettled([lookAhead()]),
      Promise.allSettled(store.keys.partitions.map((each) => takeDue(each, { overdueMs: OVERDUE_MS }))),
    ]);
    const found = sweeps.flatMap((each) => (each.status === 'fulfilled' ? [each.value.taken] : []));
    const items = found.reduce((sum, taken) => sum + taken, 0);
    if (items > 0) observe({ type: 'sweep_found', items });
    if (found.length > 0) sweptAt = performance.now();
    const failed = [beat, ahead, ...sweeps].find((each) => each.status === 'rejected');
    if (failed) outage.warn(failed.reason, 'the sweep failed; the next one takes what is due');
    else outage.over();
    return failed === undefined;
  }

  function schedule(afterMs = SWEEP_EVERY_MS): void {
    timer = setTimeout(sweepNow, afterMs);
  }

  function sweepNow(): void {
    timer = undefined;
    left.clear();
    interrupted = false;
    let isWhole = false;
    const swept = sweep().then((whole) => {
      isWhole = whole && !interrupted;
    });
    sweeping = swept.finally(() => {
      if (stopped) return;
      // A slot may have become free while it swept.
      const room = deliveries.room();
      if ([...left].some((kind) => (room[kind] ?? 0) > 0)) sweepNow();
      else schedule(isWhole ? SWEEP_EVERY_MS : SWEEP_AGAIN_MS);
    });
  }

  return {
    takeDue,
    /** Resolves when what was found due until now is executed, whoever found it. */
    async settled(): Promise<void> {
      await Promise.allSettled(looks);
    },
    /** Milliseconds since a sweep last came through. */
    sweepAgeMs: () => performance.now() - sweptAt,
    sweep,
    /** A slot for that kind is free: what was left for want of one need not wait for the next sweep. */
    roomAgain(kind: string): void {
      if (stopped || timer === undefined || !left.has(kind)) return;
      clearTimeout(timer);
      sweepNow();
    },
    start(): void {
      schedule();
    },
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
