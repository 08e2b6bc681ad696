/**
 * Scripts whose answers count only once replicas have what they wrote. They go out
 * as `[scripts …, WAIT n]` in one pipeline, on a connection of its own to that one
 * server: WAIT speaks of what was written before it on the same connection, and
 * holds up what stands behind it. What comes meanwhile goes together next.
 */
import type { Redis } from 'ioredis';
import type { ScriptDefinition } from '../runtime/commit-connection.ts';
import { NotReplicated, OutcomeUnknown } from '../runtime/store-errors.ts';
import { hashOfScript, isUnknownScript } from './script-hash.ts';

const AT_ONCE = 500;
/** While replicas are missing, nobody waits long to be told so, and those behind least of all. */
const SHARE_WHILE_MISSING = 1 / 4;

export interface ConfirmedScripts {
  /** @throws NotReplicated when it was carried out, but too few replicas have it in time */
  run(script: ScriptDefinition, keys: string[], args: (string | number)[]): Promise<unknown>;
}

interface Asked {
  script: ScriptDefinition;
  keys: string[];
  args: (string | number)[];
  resolve: (reply: unknown) => void;
  reject: (error: unknown) => void;
}

/** @param redis for nothing else */
export function createConfirmedScripts({
  redis,
  replicas,
  withinMs,
}: {
  redis: Redis;
  replicas: number;
  withinMs: number;
}): ConfirmedScripts {
  let waiting: Asked[] = [];
  let isUnderWay = false;
  let areMissing = false;

  async function sendAll(): Promise<void> {
    isUnderWay = true;
    // Those of one turn of the event loop go together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, AT_ONCE);
      waiting = waiting.slice(AT_ONCE);
      await send(batch).catch((error) => {
        for (const { reject } of batch) reject(error);
      });
    }
    isUnderWay = false;
  }

  async function send(batch: Asked[]): Promise<void> {
    const pipeline = redis.pipeline();
    for (const { script, keys, args } of batch) {
      pipeline.call('EVALSHA', [hashOfScript(script.lua), keys.length, ...keys, ...args]);
    }
    pipeline.wait(replicas, areMissing ? withinMs * SHARE_WHILE_MISSING : withinMs);
    const replies = (await pipeline.exec()) ?? [];
    const [waitError, reached] = replies[batch.length] ?? [new Error('no answer to WAIT'), 0];
    areMissing = Number(reached) < replicas;
    const unknown: Asked[] = [];
    batch.forEach((asked, index) => {
      const [error, reply] = replies[index] ?? [new OutcomeUnknown('no answer'), null];
      if (isUnknownScript(error)) unknown.push(asked);
      else if (error) asked.reject(error);
      else if (!needsReplicas(asked.script, reply)) asked.resolve(reply);
      else if (waitError)
        asked.reject(new OutcomeUnknown(`carried out; whether replicas have it: ${waitError.message}`));
      else if (Number(reached) < replicas)
        asked.reject(new NotReplicated(`${reached} of ${replicas} replicas have it`));
      else asked.resolve(reply);
    });
    if (unknown.length === 0) return;
    await Promise.all([...new Set(unknown.map(({ script }) => script.lua))].map((lua) => redis.script('LOAD', lua)));
    waiting = [...unknown, ...waiting];
  }

  return {
    run: (script, keys, args) =>
      new Promise((resolve, reject) => {
        waiting.push({ script, keys, args, resolve, reject });
        if (!isUnderWay) void sendAll();
      }),
  };
}

function needsReplicas({ confirmed = [] }: ScriptDefinition, reply: unknown): boolean {
  return Array.isArray(reply) && confirmed.includes(String(reply[0]));
}
