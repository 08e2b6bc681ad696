/** The unix socket of the pager's own Redis: where it is, and whether somebody answers there. */
import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { RedisUnusable } from './redis-unusable.ts';

/** sun_path holds 104 bytes with its end on BSD and macOS, 108 on Linux. */
const LONGEST = 100;

/** @param folder absolute and without symbolic links, so that every process comes to the same path */
export function socketPathOf(folder: string): string {
  const inFolder = join(folder, 'redis.sock');
  if (Buffer.byteLength(inFolder) <= LONGEST) return inFolder;
  return join(tmpdir(), `pager-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`);
}

/** True as well for a server that is still loading its file: it is there. */
export async function answersAt(socketPath: string): Promise<boolean> {
  if (!isOurs(socketPath)) return false;
  const probe = new Redis(socketPath, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
  });
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    await probe.ping();
    return true;
  } catch (error) {
    return error instanceof Error && /^(LOADING|BUSY|MASTERDOWN)/.test(error.message);
  } finally {
    probe.disconnect();
  }
}

/** In a folder that everybody may write to, somebody else may have put a server of theirs. */
function isOurs(socketPath: string): boolean {
  const status = lstatSync(socketPath, { throwIfNoEntry: false });
  if (!status) return false;
  if (process.getuid && status.uid !== process.getuid()) {
    throw new RedisUnusable(`${socketPath} belongs to another user: remove it, or choose another DATA_DIR`);
  }
  return true;
}
