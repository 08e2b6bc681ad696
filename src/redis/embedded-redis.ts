/**
 * A Redis of the pager's own, for whoever has none: append-only, fsync always, no
 * eviction, reachable by a unix socket only. It outlives a pager that is killed,
 * and the next start adopts it; one that ends by itself is started again. Two
 * servers on one append-only file would destroy it, so a server is started only
 * under the folder's lock, and only where nobody answers.
 */
import { readFileSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { LOADING_RETRY_MS } from './connect.ts';
import { createDataDirLock } from './data-dir-lock.ts';
import { takeOwnerLease } from './owner-lease.ts';
import { type RedisServer, type ServerProcess, spawnRedisServer } from './redis-process.ts';
import { answersAt, socketPathOf } from './redis-socket.ts';
import { RedisUnusable } from './redis-unusable.ts';

const SECOND = 1_000;
const RETRY_MS = SECOND / 4;
const STOP_WITHIN_MS = 5 * SECOND;
/** A server that loads a large file answers that it does; one that says nothing at all is not coming. */
const SILENT_FOR_MS = 30 * SECOND;

export interface EmbeddedRedis {
  socketPath: string;
  /** It was running already: a pager before this one was killed. */
  adopted: boolean;
  stop(): Promise<void>;
}

/**
 * @param onRestart told when the server ended by itself and is started again
 * @param onFailure told when it can't be
 * @throws DataDirInUse when another pager works on the folder; Error with the server's last words when it can't start
 */
export async function startEmbeddedRedis({
  server,
  dataDir,
  onRestart,
  onFailure,
}: {
  server: RedisServer;
  dataDir: string;
  onRestart: () => void;
  onFailure: (error: Error) => void;
}): Promise<EmbeddedRedis> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const folder = await realpath(dataDir);
  const socketPath = socketPathOf(folder);
  const lock = createDataDirLock(folder);
  let child: ServerProcess | null = null;
  const launch = () => {
    child = spawnRedisServer({ server, folder, socketPath, lockDescriptor: lock.descriptor() });
    return child;
  };

  let stopping = false;
  let reviving = false;
  /** The connection closed: the server may be gone, or only the connection. */
  async function revive(): Promise<void> {
    if (stopping || reviving) return;
    reviving = true;
    // In this order: what was asked before the answer came must not start a server after it.
    while (!(await answersAt(socketPath)) && !stopping) {
      if (!child?.isRunning() && lock.take()) {
        onRestart();
        launch();
      }
      await pause(RETRY_MS);
    }
    reviving = false;
  }

  try {
    const adopted = await bringUp({ socketPath, folder, lock, launch });
    const control = connectControl(socketPath);
    await readyOf(control);
    const lease = await takeOwnerLease(control, folder).catch((error) => {
      control.disconnect();
      throw error;
    });
    control.on('close', () => void revive().catch(onFailure));
    return {
      socketPath,
      adopted,
      async stop() {
        stopping = true;
        const isOurs = await lease.release();
        // One that is only just being started again has nothing to lose, and nobody else to serve.
        if (isOurs || control.status !== 'ready') await shutDown(control, child);
        control.disconnect();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** True when it was up already. */
async function bringUp({
  socketPath,
  folder,
  lock,
  launch,
}: {
  socketPath: string;
  folder: string;
  lock: ReturnType<typeof createDataDirLock>;
  launch: () => ServerProcess;
}): Promise<boolean> {
  let child: ServerProcess | null = null;
  for (let silentSince = Date.now(); Date.now() - silentSince < SILENT_FOR_MS; await pause(20)) {
    if (await answersAt(socketPath)) return child === null;
    if (child && !child.isRunning()) throw new RedisUnusable(`redis-server ended at once: ${lastWords(folder)}`);
    // Without the lock another pager is starting one right now, or a server that still holds it is ending.
    if (!child && lock.take()) child = launch();
  }
  throw new RedisUnusable(`redis-server in ${folder} does not answer: ${lastWords(folder)}`);
}

/** Fails at once instead of waiting: a shutdown that is sent again later would stop somebody else's server. */
function connectControl(socketPath: string): Redis {
  const control = new Redis(socketPath, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: () => RETRY_MS,
    maxLoadingRetryTime: LOADING_RETRY_MS,
    connectionName: 'pager-owner',
  });
  control.on('error', () => undefined);
  return control;
}

/** However long it takes to load its file. */
function readyOf(control: Redis): Promise<void> {
  return new Promise((resolve) => (control.status === 'ready' ? resolve() : control.once('ready', () => resolve())));
}

async function shutDown(control: Redis, child: ServerProcess | null): Promise<void> {
  const closed = new Promise<void>((resolve) => control.once('close', resolve));
  const asked = control.status === 'ready';
  if (asked) control.call('SHUTDOWN').catch(() => undefined);
  else child?.terminate();
  const limit = new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref());
  await Promise.race([child ? child.ended : asked ? closed : undefined, limit]);
}

function lastWords(folder: string): string {
  const file = join(folder, 'redis.log');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return `${lines.slice(-3).join(' / ')} (${file})`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
