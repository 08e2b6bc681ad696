/** Starts redis-server as the pager wants it: everything on disk before it is answered, nothing evicted, no network. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

export interface RedisServer {
  path: string;
  /** Debian's redis-check-rdb is the same binary, and is the server under this name. */
  argv0: string;
  libraryPath?: string;
}

export interface ServerProcess {
  isRunning(): boolean;
  ended: Promise<void>;
  terminate(): void;
}

export function spawnRedisServer({
  server,
  folder,
  socketPath,
  lockDescriptor,
}: {
  server: RedisServer;
  folder: string;
  socketPath: string;
  lockDescriptor: number | null;
}): ServerProcess {
  const settings: Record<string, string> = {
    port: '0',
    unixsocket: socketPath,
    unixsocketperm: '700',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'always',
    'no-appendfsync-on-rewrite': 'no',
    // A crash may cut the last write off: what was answered is before it.
    'aof-load-truncated': 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
    // A delayed job's fields are a little over the usual 64 bytes: this way each takes half of the memory.
    'hash-max-listpack-value': '256',
    daemonize: 'no',
  };
  const log = openSync(join(folder, 'redis.log'), 'a', 0o600);
  const child = spawn(
    server.path,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    {
      argv0: server.argv0,
      // Nothing of our environment is its business, passwords least.
      env: { PATH: process.env.PATH, ...(server.libraryPath && { LD_LIBRARY_PATH: server.libraryPath }) },
      // In a session of its own: it outlives a pager that is killed, and gets no Ctrl-C that was meant for the pager.
      detached: true,
      stdio: ['ignore', log, log, lockDescriptor ?? 'ignore'],
    },
  );
  closeSync(log);
  child.unref();
  let running = true;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      running = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return { isRunning: () => running, ended, terminate: () => child.kill() };
}
