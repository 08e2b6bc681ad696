/** One or several hosts of the order machine on one Redis, with a clock that the test moves. */
import { nanoid } from 'nanoid';
import { connectRedis } from '../../src/redis/connect.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { ActorDefinition, ActorEvent } from '../../src/runtime/definition.ts';
import type { DeliveryHandler } from '../../src/runtime/delivery-handler.ts';
import type { AttemptOutcome } from '../../src/runtime/delivery-outcome.ts';
import type { Sending } from '../../src/runtime/host.ts';
import type { Observation } from '../../src/runtime/observation.ts';
import { createRuntime, type Runtime } from '../../src/runtime/runtime.ts';
import { orders } from './order-machine.ts';
import { testRedisUrl } from './test-redis.ts';

export interface Parcel {
  id: string;
  payload: Record<string, string>;
}

export interface RuntimesOptions {
  nodes?: number;
  redisUrl?: string;
  prefix?: string;
  definition?: ActorDefinition;
  /** In place of the clock that the test moves. */
  clock?: Clock;
  parcels?: Partial<DeliveryHandler>;
}

export type Runtimes = Awaited<ReturnType<typeof startRuntimes>>;

export async function startRuntimes({
  nodes = 1,
  redisUrl = testRedisUrl(),
  prefix = `t${nanoid(8)}`,
  definition = orders as never,
  clock: fixedClock,
  parcels: handler = {},
}: RuntimesOptions = {}) {
  let shiftMs = 0;
  const clock = fixedClock ?? { now: () => Date.now() + shiftMs, redisShift: () => shiftMs };
  const parcels: Parcel[] = [];
  const observed: Observation[] = [];
  let outcome: AttemptOutcome = { state: 'accepted' };
  const running: { runtime: Runtime; isCutOff: boolean; stop(): Promise<void>; cutOff(): void }[] = [];

  const startNode = async () => {
    const connections = await connectRedis(redisUrl, () => undefined);
    const runtime = createRuntime({
      redis: connections.commit,
      connect: connections.queue,
      prefix,
      definitions: [definition],
      handlers: new Map([
        [
          'parcel',
          {
            concurrency: 50,
            attemptLimitMs: 5_000,
            attempt: async ({ id, payload }) => {
              parcels.push({ id, payload });
              return outcome;
            },
            ...handler,
          },
        ],
      ]),
      observe: (observation) => observed.push(observation),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      clock,
    });
    await runtime.start();
    const node = {
      runtime,
      isCutOff: false,
      stop: async () => {
        const stopped = runtime.stop();
        // Of one that is cut off nothing more is heard, and nobody waits for it.
        if (!node.isCutOff) await stopped;
        connections.close();
      },
      cutOff: () => {
        node.isCutOff = true;
        connections.close();
      },
    };
    running.push(node);
    return runtime;
  };
  for (let i = 0; i < nodes; i++) await startNode();
  const nodeAt = (index: number) => {
    const node = running[index];
    if (!node) throw new Error(`no node ${index}`);
    return node;
  };
  const first = nodeAt(0).runtime;
  const settled = async () => {
    await Promise.all(running.map(({ runtime }) => runtime.settled()));
  };

  return {
    prefix,
    parcels,
    observed,
    on: (index: number) => nodeAt(index).runtime,
    startNode,
    stopNode: (index: number) => nodeAt(index).stop(),
    /** It hears nothing from Redis any more, and says nothing. */
    cutOff: (index: number) => nodeAt(index).cutOff(),
    send: (address: string, event: ActorEvent, sending?: Sending) => first.send<unknown>(address, event, sending),
    wake: () => first.wake(),
    settled,
    moveClock: (ms: number) => {
      shiftMs += ms;
    },
    /** Time passes, and whoever is woken takes what is due, until nothing more is. */
    async advance(ms: number) {
      shiftMs += ms;
      await settled();
      while ((await first.wake()) > 0) await settled();
      // What a sweeper took just before is in its hands.
      await settled();
    },
    answerParcels: (next: AttemptOutcome) => {
      outcome = next;
    },
    count: (type: Observation['type']) => observed.filter((observation) => observation.type === type).length,
    state: async (address: string) => (await first.load(address)).snapshot.value,
    context: async (address: string) => (await first.load(address)).snapshot.context,
    timeline: async (address: string, list: string): Promise<unknown[]> => {
      const lines = await first.redis.lrange(first.keys.partitionOf(address).timeline(list), 0, -1);
      return lines.map((line) => JSON.parse(line));
    },
    agenda: async () =>
      (await Promise.all(first.keys.partitions.map(({ agenda }) => first.redis.zrange(agenda, '0', '-1')))).flat(),
    stop: async () => {
      await Promise.all(running.map((node) => node.stop()));
    },
  };
}
