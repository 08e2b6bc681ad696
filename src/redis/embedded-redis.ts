/**
 * A Redis of the pager's own, for whoever has none: append-only, fsync always, no
 * eviction, reachable by a unix socket only. It outlives a pager that is killed;
 * the next start adopts it. Two servers on one append-only file would destroy it,
 * so a start first asks who is there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, openSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const SECOND = 1_000;
const LEASE_MS = 3 * SECOND;
const LEASE_KEY = '{pager:cfg}:owner';
/** sun_path of Linux holds 108 bytes with its end. */
const LONGEST_SOCKET_PATH = 100;

export interface RedisServer {
  path: string;
  argv0: string;
  libraryPath?: string;
}

export interface EmbeddedRedis {
  socketPath: string;
  adopted: boolean;
  stop(): Promise<void>;
}

/** Another pager works on this folder. */
export class DataDirInUse extends Error {
  override name = 'DataDirInUse';
}

export async function startEmbeddedRedis({
  server,
  dataDir,
  onRestart,
}: {
  server: RedisServer;
  dataDir: string;
  /** Told when the server ended by itself and is started again. */
  onRestart: (code: number | null) => void;
}): Promise<EmbeddedRedis> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const folder = realpathSync(dataDir);
  const socketPath = socketPathOf(folder);
  let stopping = false;
  let child: ChildProcess | undefined;

  const launch = () => {
    const started = spawnServer(server, folder, socketPath);
    child = started;
    started.once('exit', (code) => {
      if (stopping) return;
      onRestart(code);
      // Not at once: a server that can't start would be started for ever.
      setTimeout(() => !stopping && launch(), SECOND / 2);
    });
  };

  const adopted = await answers(socketPath);
  if (!adopted) launch();
  const control = new Redis(socketPath, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  control.on('error', () => undefined);
  await within(30 * SECOND, control.ping(), `redis-server did not start; see ${join(folder, 'redis.log')}`);
  const lease = await takeLease(control, folder);
  // One that we adopted is nobody's child: when it ends, its successor is ours.
  if (adopted) control.on('close', () => !stopping && !child && launch());

  return {
    socketPath,
    adopted,
    async stop() {
      stopping = true;
      clearInterval(lease.timer);
      const exited = child && child.exitCode === null ? new Promise((resolve) => child?.once('exit', resolve)) : null;
      // Without the lease the server is somebody else's by now.
      const isOurs = await lease.release();
      if (isOurs) await control.call('SHUTDOWN').catch(() => undefined);
      control.disconnect();
      if (isOurs) await exited;
    },
  };
}

/** Detached, so that it outlives a pager that is killed, and gets no Ctrl-C meant for the pager. */
function spawnServer(server: RedisServer, folder: string, socketPath: string): ChildProcess {
  const log = openSync(join(folder, 'redis.log'), 'a', 0o600);
  const settings: Record<string, string> = {
    port: '0',
    unixsocket: socketPath,
    unixsocketperm: '700',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'always',
    'no-appendfsync-on-rewrite': 'no',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const env = server.libraryPath ? { ...process.env, LD_LIBRARY_PATH: server.libraryPath } : process.env;
  const child = spawn(server.path, args, { argv0: server.argv0, env, detached: true, stdio: ['ignore', log, log] });
  child.unref();
  return child;
}

async function answers(socketPath: string): Promise<boolean> {
  const probe = new Redis(socketPath, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    await probe.ping();
    return true;
  } catch (error) {
    // It answers that it loads its file: it is there.
    return error instanceof Error && error.message.startsWith('LOADING');
  } finally {
    probe.disconnect();
  }
}

/** One pager on a folder: the owner says every second that it lives. */
async function takeLease(
  control: Redis,
  folder: string,
): Promise<{ timer: NodeJS.Timeout; release: () => Promise<boolean> }> {
  const me = randomUUID();
  const until = Date.now() + LEASE_MS + SECOND;
  while ((await control.set(LEASE_KEY, me, 'PX', LEASE_MS, 'NX')) === null) {
    // A pager that was killed a moment ago still holds it; one that lives renews it.
    if (Date.now() > until) {
      control.disconnect();
      throw new DataDirInUse(
        `another pager runs on ${folder}: stop it first, or give this one another DATA_DIR and PORT`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // Only one's own: a pager that slept must not take the lease back from its successor.
  const renew = () => control.eval(RENEW, 1, LEASE_KEY, me, LEASE_MS).catch(() => undefined);
  const timer = setInterval(renew, SECOND);
  return { timer, release: async () => (await control.eval(RELEASE, 1, LEASE_KEY, me).catch(() => 0)) === 1 };
}

const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

function socketPathOf(folder: string): string {
  const inFolder = join(folder, 'redis.sock');
  if (Buffer.byteLength(inFolder) <= LONGEST_SOCKET_PATH) return inFolder;
  return join(tmpdir(), `pager-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`);
}

function within<T>(ms: number, promise: Promise<T>, message: string): Promise<T> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), ms);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
