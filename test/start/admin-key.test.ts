/** The administrator's key over crashes and over nodes. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyspace } from '../../src/runtime/keys.ts';
import { createSharedValues, type SharedValues } from '../../src/runtime/shared-values.ts';
import { type AdminKey, openAdminKey, replaceAdminKey } from '../../src/start/admin-key.ts';
import { draftKey } from '../../src/start/key-file.ts';
import { testRedisUrl } from '../harness/test-redis.ts';
import { until } from '../harness/until.ts';

describe('the administrator’s key', () => {
  let folders: string[];
  let redis: Redis;
  let shared: SharedValues;
  let opened: AdminKey[];
  beforeEach(() => {
    folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'pager-key-')));
    redis = new Redis(testRedisUrl());
    shared = createSharedValues({ redis, keys: createKeyspace(`t${nanoid(8)}`) });
    opened = [];
  });
  afterEach(() => {
    for (const key of opened) key.close();
    redis.disconnect();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const folderOf = (node: number) => folders[node] ?? '';
  const open = async (node: number) => {
    const key = await openAdminKey({ configured: null, shared, dataDir: folderOf(node) });
    opened.push(key);
    return key;
  };
  const stored = (node: number) => readFileSync(join(folderOf(node), 'admin.key'), 'utf8').trim();

  it('is known on every node, and stands in the folder of the one that made it', async () => {
    const [first, second] = [await open(0), await open(1)];
    expect(first.place).toEqual({ file: join(folderOf(0), 'admin.key') });
    expect(second.place).toBe('elsewhere');
    expect(readdirSync(folderOf(1))).toEqual([]);
    expect(second.keyName(stored(0))).toBe('admin');
    expect(second.keyName(`${stored(0)}x`)).toBeNull();
    expect(second.keyName('')).toBeNull();
  });

  it('is found after a crash between telling the others and putting it in its place', async () => {
    await open(0);
    const kept = stored(0);
    // `npm run key` died after its hash was told, before the file had its name.
    const hash = createHash('sha256');
    const draft = await draftKey(folderOf(0));
    await shared.replace('admin-key-hash', hash.update(draft.key).digest('hex'));
    const next = await open(0);
    expect(next.place).toEqual({ file: join(folderOf(0), 'admin.key') });
    expect(stored(0)).toBe(draft.key);
    expect([next.keyName(draft.key), next.keyName(kept)]).toEqual(['admin', null]);
    expect(readdirSync(folderOf(0))).toEqual(['admin.key']);
  });

  it('is not changed by a key that was never told', async () => {
    await open(0);
    const kept = stored(0);
    const draft = await draftKey(folderOf(0));
    const next = await open(0);
    expect(stored(0)).toBe(kept);
    expect([next.keyName(draft.key), next.keyName(kept)]).toEqual([null, 'admin']);
  });

  it('is replaced for every node within seconds, and the old one is worth nothing', async () => {
    const [first, second] = [await open(0), await open(1)];
    const old = stored(0);
    await replaceAdminKey(shared, folderOf(1));
    const fresh = stored(1);
    await until(() => first.keyName(fresh) === 'admin' && second.keyName(fresh) === 'admin');
    expect([first.keyName(old), second.keyName(old)]).toEqual([null, null]);
    const again = await open(0);
    expect(again.place).toBe('elsewhere');
  });

  it('is not taken from a file that somebody else wrote there', async () => {
    await open(0);
    writeFileSync(join(folderOf(1), 'admin.key'), 'pager_of_another_installation\n');
    const second = await open(1);
    expect(second.place).toBe('elsewhere');
    expect(second.keyName('pager_of_another_installation')).toBeNull();
  });

  it('that is set counts, and no other', async () => {
    await open(0);
    const configured = await openAdminKey({ configured: 'a-key-that-somebody-chose', shared, dataDir: folderOf(1) });
    expect(configured.keyName('a-key-that-somebody-chose')).toBe('admin');
    expect(configured.keyName(stored(0))).toBeNull();
  });
});
