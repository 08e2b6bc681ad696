/**
 * Whether paging works from end to end: in every partition a timer is armed by a
 * commit, and must fire in time, by its wake-up, out of the agenda. One that the
 * sweeper had to rescue is late. The actors are the same for all nodes, so that
 * nothing is left behind by those that come and go; each node asks for itself.
 */
import { type SelfCheckContext, selfCheck } from '../machines/self-check.ts';
import { OVERDUE_MS } from '../runtime/agenda.ts';
import { type ActorDefinition, type ActorEvent, defineActor } from '../runtime/definition.ts';
import type { HostReply } from '../runtime/item.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { ReadinessCheck } from './types.ts';

export const SELF_CHECK = 'self-check';

const SECOND = 1_000;
const TIMER_MS = 5 * SECOND;
const LOOK_EVERY_MS = 100;

export interface SelfCheckResult {
  passed: boolean;
  /** What did not work, in words. */
  detail: string;
}

/** `beganAt`: of the run that was begun, or is shared. */
type Begun = Pick<SelfCheckContext, 'beganAt' | 'dueAt'>;

export function createSelfCheckActor(): ActorDefinition {
  return defineActor({
    name: SELF_CHECK,
    machine: selfCheck,
    schema: 1,
    step({ after }) {
      const { beganAt, dueAt } = after.context as SelfCheckContext;
      return { answer: { beganAt, dueAt } satisfies Begun, deliveries: [], timeline: null, indexes: [], docs: [] };
    },
    isEssential: () => true,
    scope: () => '',
    describeTimer: (id) => ({ name: 'selfCheck', data: { check: id } }),
  });
}

export interface SelfCheckOptions {
  keys: Keyspace;
  send: (address: string, event: ActorEvent) => Promise<HostReply<Begun>>;
  load: (address: string) => Promise<LoadedActor>;
  readiness: () => Promise<ReadinessCheck[]>;
  /** Redis' clock. */
  now: () => number;
  timerMs?: number;
}

/** @returns runs the check: within the timer's time and a second */
export function createSelfCheck({ keys, send, load, readiness, now, timerMs = TIMER_MS }: SelfCheckOptions) {
  const addresses = selfCheckIds(keys).map(addressOf);

  async function checkOne(address: string): Promise<SelfCheckResult> {
    const reply = await send(address, { type: 'begin', afterMs: timerMs } as ActorEvent);
    if ('refused' in reply) return failed(`the commit was refused: ${reply.detail}`);
    const { beganAt, dueAt } = reply.answer;
    for (;;) {
      while (now() < dueAt) await pause();
      const isOver = now() > dueAt + OVERDUE_MS;
      const last = (await load(address)).snapshot.context as SelfCheckContext;
      if (last.beganAt < beganAt) return failed('what was committed is gone');
      // Another node may have begun the next run by now: then this one has fired.
      if (!last.isRunning || last.beganAt > beganAt) return punctual(last.latenessMs ?? 0);
      if (isOver) return failed('a timer that was due did not fire in time');
      await pause();
    }
  }

  return async (): Promise<SelfCheckResult> => {
    try {
      const notReady = (await readiness()).find(({ ok }) => !ok);
      if (notReady) return failed(`${notReady.name}: ${notReady.detail}`);
      const results = await Promise.all(addresses.map(checkOne));
      return results.find(({ passed }) => !passed) ?? PASSED;
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    }
  };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

const PASSED: SelfCheckResult = { passed: true, detail: 'every timer fired in time' };
const punctual = (latenessMs: number) =>
  latenessMs < OVERDUE_MS ? PASSED : failed(`a timer fired ${latenessMs} ms late`);
const failed = (detail: string): SelfCheckResult => ({ passed: false, detail });

const addressOf = (id: string) => `${SELF_CHECK}/${id}`;

/** The first that lies in each partition. */
export function selfCheckIds(keys: Keyspace): string[] {
  const found = new Map<number, string>();
  for (let id = 0; found.size < keys.partitions.length; id++) {
    const { number } = keys.partitionOf(addressOf(String(id)));
    if (!found.has(number)) found.set(number, String(id));
  }
  return [...found.values()];
}
