/** Why a start can't be: said to the person in plain lines, without a stack. */

import { DataDirInUse } from '../redis/owner-lease.ts';
import { RedisUnusable } from '../redis/redis-unusable.ts';
import { describePortOwner } from './port-owner.ts';

export class StartFailure extends Error {
  override name = 'StartFailure';
  readonly lines: string[];

  constructor(lines: string[]) {
    super(lines.join('; '));
    this.lines = lines;
  }
}

const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG', 'ELOOP']);

/** Turns what is the machine's doing, or the settings', into a failure with advice; the rest stays as it is: a bug. */
export function explainFailure(
  error: unknown,
  { host, port, dataDir }: { host: string; port: number; dataDir: string },
): unknown {
  if (error instanceof DataDirInUse || error instanceof RedisUnusable) return new StartFailure([error.message]);
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    const owner = describePortOwner(port);
    return new StartFailure([message, ...(owner ? [`It is held by ${owner}.`] : [])]);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || (code === 'EACCES' && message.includes('listen'))) {
    return new StartFailure([`Pager can't listen on ${host}, port ${port}: ${message}`, 'Check HOST and PORT.']);
  }
  if (UNWRITABLE.has(code ?? '')) {
    return new StartFailure([`Pager can't write to DATA_DIR (${dataDir}): ${message}`]);
  }
  return error;
}
