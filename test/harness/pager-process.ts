/**
 * A pager process that a test can lose. It runs in the test's own process, but
 * shares nothing with the next one except Redis: it is stopped in order, or it is
 * cut off in the middle of whatever it does, and is never heard of again.
 */
import { Redis } from 'ioredis';
import type { Channel } from '../../src/notify/channel.ts';
import { createPager, type RunningPager } from '../../src/pager/pager.ts';
import type { PagerOptions } from '../../src/pager/pager-options.ts';
import type { ChannelName } from '../../src/policy/target.ts';
import { withScripts } from '../../src/redis/script-command.ts';
import { testRedisUrl } from './test-redis.ts';

const DAY = 86_400_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface PagerProcess {
  running: RunningPager;
  redis: Redis;
  /** What is under way ends, and whatever is due by now is taken, until nothing more is. */
  catchUp(): Promise<void>;
  /** When the next timer, retry or delivery is due, up to that time; null when none is. */
  nextDue(after: number, upTo: number): Promise<number | null>;
  stop(): Promise<void>;
  /** Resolves with the work, or when the process is lost in the middle of it. */
  unlessLost(work: Promise<void>): Promise<void>;
  /** Its connections are cut, and it sends nothing any more. Answers its node's name, for `buries`. */
  crash(): string;
}

export interface PagerProcessOptions
  extends Pick<PagerOptions, 'channels' | 'onPreview' | 'observe' | 'onDecision' | 'operators' | 'heartbeat'>,
    Partial<Pick<PagerOptions, 'clock' | 'retentionMs' | 'webhookAllowPrivate'>> {
  prefix: string;
  redisUrl?: string;
  /** A node that crashed: what others notice after some seconds of silence, they notice at once. */
  buries?: string;
}

export async function startPagerProcess({
  buries,
  channels,
  redisUrl = testRedisUrl(),
  ...options
}: PagerProcessOptions): Promise<PagerProcess> {
  let alive = true;
  let tellLost: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => {
    tellLost = resolve;
  });
  const opened: Redis[] = [];
  const opening = (connection: Redis) => {
    connection.on('error', () => undefined);
    opened.push(connection);
    return connection;
  };
  const redis = opening(
    new Redis(redisUrl, {
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    }),
  );
  const running = createPager({
    retentionMs: 90 * DAY,
    ...options,
    redis: withScripts(redis),
    connect: () => opening(new Redis(redisUrl, { maxRetriesPerRequest: null })),
    channels: new Map([...channels].map(([name, channel]) => [name, mortal(channel, () => alive)])),
    secret: Buffer.from('a secret of this test'),
    publicUrl: 'https://pager.example.com',
    log: silent,
  });
  const { runtime } = running;
  if (buries !== undefined) {
    await redis.zrem(runtime.keys.cfg('nodes'), buries);
    await redis.del(...runtime.keys.partitions.map(({ claims }) => claims));
  }
  await running.start();

  return {
    running,
    redis,
    async catchUp() {
      do await runtime.settled();
      while ((await runtime.wake()) > 0);
      await runtime.settled();
    },
    async nextDue(after, upTo) {
      const found = await Promise.all(
        runtime.keys.partitions.map(({ agenda }) =>
          redis.zrangebyscore(agenda, `(${after}`, upTo, 'WITHSCORES', 'LIMIT', 0, 1),
        ),
      );
      const scores = found.flatMap(([, score]) => (score === undefined ? [] : [Number(score)]));
      return scores.length > 0 ? Math.min(...scores) : null;
    },
    async stop() {
      await running.stop();
      for (const connection of opened) connection.disconnect();
    },
    async unlessLost(work) {
      const failed = (error: unknown) => (alive ? Promise.reject(error) : undefined);
      await Promise.race([work.catch(failed), lost]);
    },
    crash() {
      alive = false;
      tellLost();
      for (const connection of opened) connection.disconnect();
      // Nothing of it reaches Redis or anybody any more: this only ends its own timers.
      running.stop().catch(() => undefined);
      return runtime.node;
    },
  };
}

/** A channel of a process that may be gone: then its message never leaves. */
function mortal(channel: Channel, isAlive: () => boolean): Channel {
  return {
    ...channel,
    send: (message, now, signal, stillHeld) =>
      isAlive() ? channel.send(message, now, signal, stillHeld) : new Promise<never>(() => undefined),
    tell: (notice, now, signal) =>
      isAlive() ? channel.tell(notice, now, signal) : new Promise<never>(() => undefined),
    close: () => Promise.resolve(),
  };
}

/** Channels to fake people: what comes to them is told to `receive`, which says what came of it. */
export function fakeChannels(
  names: ChannelName[],
  receive: Channel['send'],
  tell: Channel['tell'] = () => Promise.resolve({ outcome: 'accepted' }),
): Map<ChannelName, Channel> {
  return new Map(
    names.map((name) => [
      name,
      {
        name,
        description: 'people of the story',
        concurrency: 10,
        attemptLimitMs: 5_000,
        send: receive,
        tell,
        close: () => Promise.resolve(),
      },
    ]),
  );
}
