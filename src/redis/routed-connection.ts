/**
 * A connection to several servers that looks like one: each command goes to the
 * server that holds its first key, on a plain connection of its own, so that what
 * was asked at once travels together, and nothing is ever sent again behind the
 * runtime's back. (ioredis' cluster client groups scripts by the wrong key, and
 * sends a cut-off pipeline again: docs/decisions/0014.)
 */
import type { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type {
  CommitConnection,
  ScriptConnection,
  ScriptDefinition,
  StoreServer,
} from '../runtime/commit-connection.ts';
import type { ConfirmedScripts } from './confirmed-scripts.ts';
import { runScript } from './script-command.ts';

/** The ways to one server. */
export interface ServerLink {
  redis: Redis;
  /** Null: no replicas are waited for. */
  confirmed: ConfirmedScripts | null;
  /** All that it is made of. */
  connections: Redis[];
}

export interface Router {
  /**
   * Runs it on the server that holds the key, again on another only where the first has refused it unseen.
   * `act`'s way may ask for one that was moved ahead of its slot (ASK); scripts can't.
   */
  at<T>(key: string, isScript: boolean, act: (link: ServerLink) => Promise<T>): Promise<T>;
  links(): ServerLink[];
  events: EventEmitter;
}

/** Commands of one key, which comes first. */
const KEYED = [
  'get',
  'set',
  'del',
  'exists',
  'hget',
  'hset',
  'hmget',
  'hgetall',
  'zcard',
  'zscan',
  'zscore',
  'zmscore',
  'zrange',
  'zrangebyscore',
  'zrevrangebyscore',
  'zrangebylex',
  'zadd',
  'zrem',
  'lpush',
  'ltrim',
  'lrange',
  'xrange',
  'xrevrange',
  'xlen',
  'smembers',
] as const satisfies (keyof CommitConnection)[];

type Method = (...args: unknown[]) => Promise<unknown>;

export function createRoutedConnection(router: Router, { guardKeys }: { guardKeys: boolean }): ScriptConnection {
  const methods: Record<string, unknown> = {
    runScript: run,
    /** What changes the configuration by script counts like a commit. */
    eval: (lua: string, numberOfKeys: number, ...all: (string | number)[]) =>
      run({ lua, confirmed: ['ok'] }, all.slice(0, numberOfKeys).map(String), all.slice(numberOfKeys)),
    /** One that answers is enough to do something. */
    ping: () => Promise.any(router.links().map(({ redis }) => redis.ping())),
    on: (event: string, listener: () => void) => router.events.on(event, listener),
    servers: (): StoreServer[] => router.links().map(({ redis }) => redis),
  };
  for (const name of KEYED) {
    methods[name] = (...args: unknown[]) =>
      router.at(String(args[0]), false, ({ redis }) => (redis[name] as Method).apply(redis, args));
  }

  function run({ lua, confirmed }: ScriptDefinition, keys: string[], args: (string | number)[]) {
    const first = keys[0] ?? '';
    // A slot that is being moved refuses a script before its first step only if one of its keys is not there (yet, or
    // any more). So each names one that never is: else it could break off between two writes.
    const named = guardKeys ? [...keys, guardOf(first)] : keys;
    return router.at(first, true, async (link) => {
      if (confirmed?.length && link.confirmed) return await link.confirmed.run({ lua, confirmed }, named, args);
      return await runScript(link.redis, lua, named, args);
    });
  }

  // Every method is one of Redis' own, with its own arguments and answers; this is the one place that knows.
  return methods as unknown as ScriptConnection;
}

function guardOf(key: string): string {
  const tag = /\{[^}]*\}/.exec(key)?.[0];
  if (!tag) throw new Error(`a key without a tag can't be in a script on a cluster: ${key}`);
  return `${tag}:none`;
}
