/**
 * The administrator's API key. The nodes share its hash in Redis, so one of them makes
 * it at the first start, all know it, and a new one counts everywhere within seconds.
 * The key itself stands in the data folder of the node that made it, and nowhere else.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { SharedValues } from '../runtime/shared-values.ts';
import { draftKey, findKey, keyFileIn } from './key-file.ts';

const SECOND = 1_000;
const LOOK_EVERY_MS = SECOND;
const SHARED_NAME = 'admin-key-hash';
const KEY_NAME = 'admin';

export interface AdminKey {
  /** The name of the key, null when it is none of ours. In constant time. */
  keyName(presented: string): string | null;
  /** Where a person finds it: a file of this machine, the setting, or another node's data folder. */
  place: { file: string } | 'setting' | 'elsewhere';
  close(): void;
}

export async function openAdminKey({
  configured,
  shared,
  dataDir,
}: {
  configured: string | null;
  shared: SharedValues;
  dataDir: string;
}): Promise<AdminKey> {
  const nameWhen = rememberingLastGood();
  if (configured !== null) {
    const hash = hashOf(configured);
    return { keyName: (presented) => nameWhen(hash, presented), place: 'setting', close: () => undefined };
  }
  let hash = (await shared.get(SHARED_NAME)) ?? (await makeFirst(shared, dataDir));
  const isHere = await findKey(dataDir, (key) => isSame(hash, hashOf(key)));
  const timer = setInterval(() => {
    // Redis away: the last known one counts on.
    shared.get(SHARED_NAME).then(
      (now) => {
        hash = now ?? hash;
      },
      () => undefined,
    );
  }, LOOK_EVERY_MS).unref();
  return {
    keyName: (presented) => nameWhen(hash, presented),
    place: isHere ? { file: keyFileIn(dataDir) } : 'elsewhere',
    close: () => clearInterval(timer),
  };
}

/** Makes a new key; the one before is worth nothing within seconds, on every node. */
export async function replaceAdminKey(shared: SharedValues, dataDir: string): Promise<{ file: string }> {
  const draft = await draftKey(dataDir);
  await shared.replace(SHARED_NAME, hashOf(draft.key));
  await draft.keep();
  return { file: keyFileIn(dataDir) };
}

/** The hash of this node's key, or of another one's that came first. */
async function makeFirst(shared: SharedValues, dataDir: string): Promise<string> {
  const draft = await draftKey(dataDir);
  const { value, made } = await shared.getOrMake(SHARED_NAME, () => hashOf(draft.key));
  await (made ? draft.keep() : draft.discard());
  return value;
}

/** Senders present the same key with every request: the one that was right last is compared as it is, without hashing it again. */
function rememberingLastGood(): (hash: string, presented: string) => string | null {
  let last = { hash: '', key: '' };
  return (hash, presented) => {
    if (last.hash === hash && isSame(last.key, presented)) return KEY_NAME;
    if (!isSame(hash, hashOf(presented))) return null;
    last = { hash, key: presented };
    return KEY_NAME;
  };
}

/** A plain hash is enough: the key is 192 random bits, or as strong as whoever set it chose. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
