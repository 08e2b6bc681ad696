/** One or several hosts of the order machine on one Redis, with a clock that the test moves. */
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import type { ActorEvent } from '../../src/runtime/definition.ts';
import type { AttemptOutcome } from '../../src/runtime/deliveries.ts';
import type { Sending } from '../../src/runtime/host.ts';
import type { Observation } from '../../src/runtime/observation.ts';
import { createRuntime } from '../../src/runtime/runtime.ts';
import { orders } from './order-machine.ts';
import { testRedisUrl } from './test-redis.ts';

export async function startRuntimes({
  nodes = 1,
  redisUrl = testRedisUrl(),
}: {
  nodes?: number;
  redisUrl?: string;
} = {}) {
  const prefix = `t${nanoid(8)}`;
  let shiftMs = 0;
  const clock = { now: () => Date.now() + shiftMs, redisShift: () => shiftMs };
  const parcels: { id: string; payload: Record<string, string> }[] = [];
  const observed: Observation[] = [];
  let outcome: AttemptOutcome = { state: 'accepted' };
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

  const startNode = async () => {
    const commit = new Redis(redisUrl, {
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      enableAutoPipelining: true,
    });
    const opened: Redis[] = [commit];
    const runtime = createRuntime({
      redis: commit,
      connect: () => {
        const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
        opened.push(connection);
        return connection;
      },
      prefix,
      definitions: [orders as never],
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
          },
        ],
      ]),
      observe: (observation) => observed.push(observation),
      log: silent,
      clock,
    });
    await runtime.start();
    return {
      runtime,
      stop: async () => {
        await runtime.stop();
        for (const connection of opened) connection.disconnect();
      },
    };
  };
  const running = await Promise.all(Array.from({ length: nodes }, startNode));
  const runtimeOn = (index: number) => {
    const node = running[index];
    if (!node) throw new Error(`no node ${index}`);
    return node.runtime;
  };
  const first = runtimeOn(0);
  const settled = async () => {
    await Promise.all(running.map(({ runtime }) => runtime.settled()));
  };

  return {
    parcels,
    observed,
    on: runtimeOn,
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
    },
    answerParcels: (next: AttemptOutcome) => {
      outcome = next;
    },
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
