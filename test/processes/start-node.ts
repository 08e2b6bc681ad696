/** Starts a pager as a process (pager-node.mjs), and speaks with it. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../../bin/build.mjs';
import type { EventAnswer, Idempotency, ServiceEventRequest } from '../../src/pager/event-types.ts';
import type { Refusal } from '../../src/pager/refusal.ts';
import { testRedisUrl } from '../harness/test-redis.ts';

const PROGRAM = fileURLToPath(new URL('pager-node.mjs', import.meta.url));

/** A place in the program: the nth call of that kind from now on, before it is made or after its answer came. */
export interface Point {
  where: 'before' | 'after';
  /** A script of the store, or the adding of wake-ups. A TAKE that found nothing is not counted. */
  call: 'COMMIT' | 'TAKE' | 'BEGIN' | 'FINISH' | 'addBulk';
  nth?: number;
}

export interface PagerNode {
  /** It kills itself there, or stops until it is continued. */
  arm(signal: 'SIGKILL' | 'SIGSTOP', point: Point): Promise<void>;
  /** Null: it died before it could answer. */
  send(serviceId: string, event: ServiceEventRequest, idempotency?: Idempotency): Promise<EventAnswer | Refusal | null>;
  alertAtOnce(serviceId: string, keys: string[]): Promise<(EventAnswer | Refusal)[]>;
  /** Resolves when it attempts nothing and every wake-up is set. */
  settled(): Promise<void>;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when it is dead. */
  died: Promise<void>;
  end(): Promise<void>;
}

export async function startNode({ prefix, gatewayUrl }: { prefix: string; gatewayUrl: string }): Promise<PagerNode> {
  buildIfStale();
  const child = fork(PROGRAM, {
    env: { ...process.env, PAGER_NODE: JSON.stringify({ redisUrl: testRedisUrl(), prefix, gatewayUrl }) },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const died = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const answers = listen(child, died);
  let calls = 0;
  const call = (command: string, ...args: unknown[]) => {
    const id = String(calls++);
    const answer = answers(id);
    child.send({ id, command, args });
    return answer;
  };
  if ((await answers('ready')) === null) throw new Error('the process ended before it was ready');

  return {
    async arm(signal, { where, call: name, nth = 1 }) {
      await call('arm', { signal, where, call: name, nth });
    },
    send: (...args) => call('send', ...args) as Promise<EventAnswer | Refusal | null>,
    alertAtOnce: (...args) => call('alertAtOnce', ...args) as Promise<(EventAnswer | Refusal)[]>,
    async settled() {
      await call('settled');
    },
    signal: (signal) => {
      child.kill(signal);
    },
    died,
    async end() {
      child.kill('SIGKILL');
      await died;
    },
  };
}

/** The answer with that id; null when the process died first. */
function listen(child: ChildProcess, died: Promise<void>) {
  const waiting = new Map<string, (answer: unknown) => void>();
  child.on('message', ({ id, answer }: { id: string; answer: unknown }) => waiting.get(id)?.(answer));
  return (id: string): Promise<unknown> =>
    Promise.race([new Promise((resolve) => waiting.set(id, resolve)), died.then(() => null)]);
}
