/** Which pager a Redis of its own belongs to: who holds the lease starts it again and stops it; a second pager is told. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';

const SECOND = 1_000;
const LEASE_MS = 3 * SECOND;
const LEASE_KEY = '{pager:cfg}:owner';

/** Another pager works on this folder. */
export class DataDirInUse extends Error {
  override name = 'DataDirInUse';
}

export interface OwnerLease {
  /** Gives it back. False when it was another's by then, or when Redis can't be asked. */
  release(): Promise<boolean>;
}

/**
 * Whoever started the server has no better right to it: a second pager may have found
 * it answering, and taken it, before the first had asked.
 *
 * @throws DataDirInUse when another pager renews its lease
 */
export async function takeOwnerLease(control: Redis, folder: string): Promise<OwnerLease> {
  const me = `${hostname()} ${process.pid} ${randomUUID()}`;
  await take(control, me, folder);
  const timer = setInterval(() => control.eval(RENEW, 1, LEASE_KEY, me, LEASE_MS).catch(() => undefined), SECOND);
  return {
    async release() {
      clearInterval(timer);
      return (await control.eval(RELEASE, 1, LEASE_KEY, me).catch(() => 0)) === 1;
    },
  };
}

/** A pager that was killed a moment ago still holds it; one that lives renews it. */
async function take(control: Redis, me: string, folder: string): Promise<void> {
  const until = Date.now() + LEASE_MS + SECOND;
  for (let left = await control.pttl(LEASE_KEY); ; ) {
    if ((await control.set(LEASE_KEY, me, 'PX', LEASE_MS, 'NX')) !== null) return;
    const holder = (await control.get(LEASE_KEY)) ?? '';
    // Not renewed for so long, and yet it stands: the machine's clock was set back behind it.
    const isOver = isDead(holder) || Date.now() > until;
    if (isOver && (await control.eval(REPLACE, 1, LEASE_KEY, holder, me, LEASE_MS)) === 1) return;
    const leftNow = await control.pttl(LEASE_KEY);
    if (leftNow > left) throw new DataDirInUse(inUse(folder, holder));
    left = leftNow;
    await new Promise((resolve) => setTimeout(resolve, SECOND / 10));
  }
}

/** Known only of processes of this machine; of others the lease's end is waited for. */
function isDead(holder: string): boolean {
  const [host, pid] = holder.split(' ');
  if (host !== hostname() || !pid || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function inUse(folder: string, holder: string): string {
  const [host, pid] = holder.split(' ');
  const who = pid ? ` (process ${pid}${host === hostname() ? '' : ` on ${host}`})` : '';
  return `another pager${who} runs on ${folder}: stop it first, or give this one another DATA_DIR and PORT`;
}

// Only one's own, or nobody's: a pager that slept must not take the lease back from its successor.
const RENEW = `
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1 end
return 0`;
const REPLACE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;
const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;
