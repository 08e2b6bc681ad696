/**
 * Puts the runtime together: the host of actors, its deliveries, the agenda with
 * its sweeper, the heartbeat and BullMQ's wake-ups. One per process; any number
 * of processes on one Redis.
 */
import type { Cluster, Redis } from 'ioredis';
import { createAgenda } from './agenda.ts';
import { type Clock, systemClock } from './clock.ts';
import type { ScriptConnection } from './commit-connection.ts';
import { parseMember } from './commit-request.ts';
import type { ActorDefinition, ActorEvent } from './definition.ts';
import { createDeliveries } from './deliveries.ts';
import { type DeliveryHandler, leaseFor } from './delivery-handler.ts';
import { MESSAGE_KIND } from './delivery-outcome.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { createHost } from './host.ts';
import { type ActorAddress, createKeyspace, type Partition } from './keys.ts';
import { newNodeId } from './node-id.ts';
import type { Log, Observe } from './observation.ts';
import { createResetActor } from './reset-actor.ts';
import { shareLooks } from './shared-looks.ts';
import { createStore } from './store.ts';
import { createTimerWakeUps } from './timer-wake-ups.ts';
import { isLeftToLooks } from './timers.ts';
import { createWakeUps, NOTIFICATIONS, TIMEOUTS } from './wake-ups.ts';

const SECOND = 1_000;
/** Attempts under way may take that long to end once the process is asked to stop. */
const STOP_WITHIN_MS = 8 * SECOND;

export interface RuntimeOptions {
  /** Neither queues nor re-sends: see store.ts. */
  redis: ScriptConnection;
  /** Opens a further connection for BullMQ. */
  connect: (name: string) => Redis | Cluster;
  prefix?: string;
  definitions: ActorDefinition[];
  /** Redis is full: deletes what can be spared, and says whether there was anything. */
  makeRoom?: () => Promise<boolean>;
  /** By kind of delivery. */
  handlers: Map<string, DeliveryHandler>;
  observe?: Observe;
  log: Log;
  clock?: Clock;
}

export type Runtime = ReturnType<typeof createRuntime>;

export function createRuntime({
  redis,
  connect,
  prefix = 'pager',
  definitions,
  handlers: outside,
  makeRoom = () => Promise.resolve(false),
  observe: tell = () => undefined,
  log,
  clock = systemClock,
}: RuntimeOptions) {
  /** Whoever counts must not be able to turn what is committed into a failure. */
  const observe: Observe = (observation) => {
    try {
      tell(observation);
    } catch (err) {
      log.error({ err, observation: observation.type }, 'an observer threw');
    }
  };
  const node = newNodeId(definitions);
  const keys = createKeyspace(prefix);
  const store = createStore({ redis, keys, node, clock });
  const handlers = new Map(outside).set(MESSAGE_KIND, messageHandler());
  const wakeUps = createWakeUps({ connect, prefix: keys.queuePrefix, store, observe, log });
  const timerWakeUps = createTimerWakeUps({ store, wakeUps, host: () => host });
  const host = createHost({
    store,
    definitions,
    leaseMs: (kind) => leaseFor(handlers, kind),
    makeRoom,
    handOver: {
      deliveries: (address, items, since) => deliveries.handOver(address, items, since),
      timersArmed: timerWakeUps.armed,
      leavesTimer: timerWakeUps.leaves,
      timersDisarmed: timerWakeUps.disarmed,
    },
    observe,
    log,
  });
  const deliveries = createDeliveries({
    store,
    handlers,
    definitionOf: host.definitionOf,
    retryAt: (id, tries, address, dueAt) => wakeUps.add(retryWakeUp(id, tries, address, dueAt)),
    freed: (kind) => agenda.roomAgain(kind),
    observe,
    log,
  });
  const agenda = createAgenda({ store, host, deliveries, lookAhead: timerWakeUps.lookAhead, observe, log });
  let heartbeat: Heartbeat | undefined;
  let isStopping = false;
  redis.on('close', () => {
    host.forgetRecords();
    timerWakeUps.forget();
  });

  /** A message is a delivery whose receiver is an actor: its id makes a repetition known to the receiver. */
  function messageHandler(): DeliveryHandler {
    return {
      concurrency: 200,
      attemptLimitMs: 10 * SECOND,
      isForgotten: true,
      async attempt({ id, payload }) {
        const event = JSON.parse(payload.event ?? 'null') as ActorEvent;
        const reply = await host.send(payload.to ?? '', event, {
          always: true,
          idempotency: { hash: `m~${id}`, bodyHash: '-' },
        });
        if ('refused' in reply) return { state: 'retry', reason: `${reply.refused}: ${reply.detail}`, unknown: false };
        return { state: 'accepted' };
      },
    };
  }

  function retryWakeUp(id: string, tries: number, address: ActorAddress, dueAt: number) {
    const partition = keys.partitionOf(address).number;
    const data = { actor: address, notification: id, tries };
    return {
      queue: NOTIFICATIONS,
      jobId: `${id}~${tries}`,
      name: 'retry',
      data,
      partition,
      member: `D|${id}`,
      dueAt,
    } as const;
  }

  /** Sets the wake-ups of what is due later again: they may have been lost, and a known one is ignored. */
  async function rebuildWakeUps(): Promise<void> {
    for (const partition of keys.partitions) {
      let cursor = '0';
      do {
        if (isStopping) return;
        const [next, found] = await redis.zscan(partition.agenda, cursor, 'COUNT', 500);
        cursor = next;
        const entries = found.flatMap((member, i) => (i % 2 === 0 ? [{ member, dueAt: Number(found[i + 1]) }] : []));
        await Promise.all(entries.map(({ member, dueAt }) => rebuildWakeUp(partition, member, dueAt)));
        await wakeUps.flushed();
      } while (cursor !== '0');
    }
  }

  async function rebuildWakeUp(partition: Partition, member: string, dueAt: number): Promise<void> {
    const what = parseMember(member);
    if (dueAt <= store.now()) return;
    if ('delivery' in what) {
      const [actor, tries] = await redis.hmget(partition.delivery(what.delivery), 'actor', 'tries');
      if (actor) wakeUps.add(retryWakeUp(what.delivery, Number(tries), actor, dueAt));
      return;
    }
    const { address, identity } = what.timer;
    if (!isLeftToLooks(identity)) await timerWakeUps.setFromRecord(address, identity);
  }

  /** Takes what is due in the partition; answers by Redis' clock what "now" was. */
  const lookAt = async (number: number, onlyTimers: boolean): Promise<number> => {
    const partition = keys.partitions[number];
    return partition ? (await agenda.takeDue(partition, { onlyTimers })).now : store.now();
  };

  return {
    node,
    keys,
    store,
    redis,
    send: host.send,
    load: host.load,
    recent: host.recent,
    ...createResetActor({ redis, keys, definitionOf: host.definitionOf }),
    queues: wakeUps.queues,
    /** A person asked for another attempt now. */
    attemptNow: (address: ActorAddress, id: string) => deliveries.take(keys.partitionOf(address), id, { force: true }),

    /** Takes everything that is due now, on all partitions. What a wake-up does for one. */
    async wake(): Promise<number> {
      const found = await Promise.all(keys.partitions.map((partition) => agenda.takeDue(partition)));
      return found.reduce((sum, { taken }) => sum + taken, 0);
    },
    sweep: agenda.sweep,
    /** Resolves when what was found due is executed, no delivery is under way and every wake-up is set. */
    async settled(): Promise<void> {
      await agenda.settled();
      await deliveries.idle();
      await wakeUps.flushed();
    },

    health: async () => ({
      heartbeatAgeMs: store.beatAgeMs(),
      sweepAgeMs: agenda.sweepAgeMs(),
      newerRecords: host.newerRecords(),
      queuesPaused: await wakeUps.isPaused(),
      workersRun: wakeUps.areWorkersRunning(),
    }),
    queueDepths: wakeUps.depths,

    async start(): Promise<void> {
      heartbeat = await startHeartbeat({ store, log });
      wakeUps.start({
        [TIMEOUTS]: shareLooks((number) => lookAt(number, true)),
        [NOTIFICATIONS]: shareLooks((number) => lookAt(number, false)),
      });
      agenda.start();
      timerWakeUps
        .lookAhead()
        .then(rebuildWakeUps)
        .catch((err) => {
          if (!isStopping) log.warn({ err: err.message }, 'wake-ups were not rebuilt; the sweeper takes what is due');
        });
    },

    /** Finishes what was begun, takes no more. What is left stands in the agenda. */
    async stop(): Promise<void> {
      isStopping = true;
      const limit = new Promise<void>((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref());
      const within = (...ends: Promise<unknown>[]) => Promise.race([Promise.all(ends), limit]);
      await within(agenda.stop(), host.stop(), wakeUps.stopWorkers());
      await within(deliveries.stop());
      await within(wakeUps.close(), heartbeat?.stop() ?? Promise.resolve());
      wakeUps.disconnect();
    },
  };
}
