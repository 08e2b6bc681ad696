/**
 * The lock on a data folder: held by the kernel for whoever has the file open, so
 * it ends with its last holder and is never stale. The pager takes it and hands it
 * to the server that it starts: as long as one of them lives, no second server is
 * started on the same append-only file. Not a lock between pagers (see owner-lease.ts).
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

export interface DataDirLock {
  /** False while another process holds it. Taking one's own again is fine. */
  take(): boolean;
  /** For the server's `stdio`: with it the server holds the lock too. Null where there is no lock. */
  descriptor(): number | null;
  release(): void;
}

export function createDataDirLock(folder: string): DataDirLock {
  let held: number | null = null;
  return {
    take() {
      if (held !== null) return true;
      const descriptor = openSync(join(folder, 'redis.lock'), 'a', 0o600);
      // Node has no flock(2) of its own. The command locks the open file that it inherits, and that we keep.
      const { status, error } = spawnSync('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', descriptor] });
      // Systems without the command (macOS): what is left is asking the socket who is there.
      if (status === 0 || error) {
        held = descriptor;
        return true;
      }
      closeSync(descriptor);
      return false;
    },
    descriptor: () => held,
    release() {
      if (held !== null) closeSync(held);
      held = null;
    },
  };
}
