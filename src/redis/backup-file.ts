/** A snapshot of Redis (`redis-cli --rdb`), opened for reading by a server that lives as long as it is needed, and writes nothing. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { RedisServer } from './redis-process.ts';
import { answersAt } from './redis-socket.ts';
import { RedisUnusable } from './redis-unusable.ts';

const LOOK_EVERY_MS = 50;

export interface OpenBackup {
  socketPath: string;
  close(): Promise<void>;
}

/** @throws RedisUnusable when the server can't read it */
export async function openBackup(server: RedisServer, file: string): Promise<OpenBackup> {
  const folder = mkdtempSync(join(tmpdir(), 'pager-backup-'));
  const socketPath = join(folder, 'redis.sock');
  const path = resolve(file);
  const settings: Record<string, string> = {
    port: '0',
    unixsocket: socketPath,
    unixsocketperm: '700',
    dir: dirname(path),
    dbfilename: basename(path),
    // With an append-only file it would not read the snapshot at all.
    appendonly: 'no',
    save: '',
  };
  const child = spawn(
    server.path,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    {
      argv0: server.argv0,
      env: { PATH: process.env.PATH, ...(server.libraryPath && { LD_LIBRARY_PATH: server.libraryPath }) },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  let isRunning = true;
  const ended = new Promise<void>((end) => {
    child.once('exit', () => {
      isRunning = false;
      end();
    });
  });
  const close = async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  while (!(await answersAt(socketPath))) {
    if (!isRunning) {
      await close();
      throw new RedisUnusable(`${file} can’t be read: ${said.trimEnd().split('\n').slice(-2).join(' / ')}`);
    }
    await new Promise((next) => setTimeout(next, LOOK_EVERY_MS));
  }
  return { socketPath, close };
}
