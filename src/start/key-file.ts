/**
 * The administrator's key as a file of its owner's: `admin.key`, mode 0600. A new key
 * is on disk under another name before anybody is told to expect it, so that a crash
 * between the two never leaves a hash whose key nobody knows.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = 'admin.key';

export interface KeyDraft {
  key: string;
  /** It is the key from now on. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

export function keyFileIn(dataDir: string): string {
  return join(dataDir, NAME);
}

export async function draftKey(dataDir: string): Promise<KeyDraft> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const key = `pager_${randomBytes(24).toString('base64url')}`;
  const draft = join(dataDir, `${NAME}.${randomBytes(6).toString('hex')}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.write(`${key}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    key,
    keep: () => rename(draft, keyFileIn(dataDir)),
    discard: () => rm(draft, { force: true }),
  };
}

/** True when `admin.key` holds the key that is asked for; a draft that a crash left behind takes its place then. */
export async function findKey(dataDir: string, isWanted: (key: string) => boolean): Promise<boolean> {
  const names = await readdir(dataDir).catch(() => []);
  for (const name of names.filter((each) => each === NAME || each.startsWith(`${NAME}.`)).sort()) {
    const key = (await readFile(join(dataDir, name), 'utf8').catch(() => '')).trim();
    if (!isWanted(key)) continue;
    if (name !== NAME) await rename(join(dataDir, name), keyFileIn(dataDir));
    return true;
  }
  return false;
}
