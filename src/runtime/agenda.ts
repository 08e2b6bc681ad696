/**
 * Takes what is due from the agenda, the one list of everything that must still
 * happen. Called by a wake-up when something is due now, and by the sweeper each
 * second for what nobody woke for. Both share short claims, so neither does the
 * other's work.
 */
import { parseMember } from './commit-request.ts';
import type { Deliveries } from './deliveries.ts';
import type { Host } from './host.ts';
import type { Partition } from './keys.ts';
import type { Log, Observe } from './observation.ts';
import type { Store } from './store.ts';
import { isOutage } from './store-errors.ts';

const SECOND = 1_000;
const SWEEP_EVERY_MS = SECOND;
/** What is overdue by more was forgotten by whoever should have been woken for it. */
export const OVERDUE_MS = 2 * SECOND;
const AT_ONCE = 500;
/** An actor that can't be read is tried again after that. */
const UNREADABLE_PAUSE_MS = 60 * SECOND;

export type Agenda = ReturnType<typeof createAgenda>;

export function createAgenda({
  store,
  host,
  deliveries,
  observe,
  log,
}: {
  store: Store;
  host: Host;
  deliveries: Deliveries;
  observe: Observe;
  log: Log;
}) {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let sweptAt = performance.now();

  /** Resolves when every timer that was due is committed and every delivery that was due is on its way. */
  async function takeDue(partition: Partition, overdueMs: number): Promise<{ taken: number; now: number }> {
    let taken = 0;
    let from = 0;
    for (;;) {
      const { due, next, now } = await store.take(partition, { overdueMs, limit: AT_ONCE, from });
      taken += due.length;
      await Promise.all(due.map(({ member, dueAt }) => execute(partition, member, dueAt)));
      if (stopped || (next === null && due.length < AT_ONCE)) return { taken, now };
      // What was executed has left the agenda: those behind have moved up.
      from = due.length > 0 ? 0 : (next ?? 0);
    }
  }

  async function execute(partition: Partition, member: string, dueAt: number): Promise<void> {
    const what = parseMember(member);
    try {
      if ('delivery' in what) return await deliveries.take(partition, what.delivery);
      const reply = await host.fire(what.timer.address, what.timer.identity, dueAt);
      if (!('refused' in reply)) return;
      if (reply.refused !== 'record_unreadable' && reply.refused !== 'record_newer') return;
      await store.postpone(partition, member, UNREADABLE_PAUSE_MS);
    } catch (err) {
      if (isOutage(err)) return;
      log.error({ err, member }, 'what is due cannot be executed; it is tried again');
      await store.postpone(partition, member, UNREADABLE_PAUSE_MS).catch(() => undefined);
    }
  }

  async function sweep(): Promise<void> {
    try {
      // Whom it may take over from is read at the last moment.
      await store.beat();
      const found = await Promise.all(store.keys.partitions.map((partition) => takeDue(partition, OVERDUE_MS)));
      const items = found.reduce((sum, { taken }) => sum + taken, 0);
      if (items > 0) observe({ type: 'sweep_found', items });
      sweptAt = performance.now();
    } catch (error) {
      log.warn({ err: error }, 'the sweep failed; the next one takes what is due');
    }
  }

  function schedule(): void {
    timer = setTimeout(() => {
      sweeping = sweep().finally(() => {
        if (!stopped) schedule();
      });
    }, SWEEP_EVERY_MS);
  }

  return {
    takeDue,
    /** Milliseconds since a sweep last came through. */
    sweepAgeMs: () => performance.now() - sweptAt,
    sweep,
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
