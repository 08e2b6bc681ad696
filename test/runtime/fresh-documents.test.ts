/** Documents that are kept between reads are never older than the question. */
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDocuments, type Documents } from '../../src/runtime/documents.ts';
import { createFreshDocuments, type FreshDocuments } from '../../src/runtime/fresh-documents.ts';
import { createKeyspace } from '../../src/runtime/keys.ts';
import { testRedisUrl } from '../harness/test-redis.ts';

let redis: Redis;
/** As another node has it: nothing that is done there is told here. */
let elsewhere: Documents;
let asked: string[];
let fresh: FreshDocuments;
let loseConnection: () => void;

beforeEach(() => {
  redis = new Redis(testRedisUrl());
  const keys = createKeyspace(`test-${nanoid(8)}`);
  elsewhere = createDocuments({ redis, keys });
  const documents = createDocuments({ redis, keys });
  asked = [];
  fresh = createFreshDocuments({
    documents: {
      counter: () => {
        asked.push('counter');
        return documents.counter();
      },
      get: (collection, id) => {
        asked.push(id);
        return documents.get(collection, id);
      },
    },
    onClose: (act) => {
      loseConnection = act;
    },
  });
});
afterEach(() => redis.quit());

const put = (id: string, name: string) => elsewhere.put('services', id, JSON.stringify({ name }), [], {});

describe('a document that is read again', () => {
  it('is as another node changed it, made it or took it away just before', async () => {
    expect(await fresh.get('services', 'db')).toBeNull();
    await put('db', 'first');
    expect(await fresh.get('services', 'db')).toMatchObject({ value: { name: 'first' } });
    await put('db', 'second');
    expect(await fresh.get('services', 'db')).toMatchObject({ value: { name: 'second' } });
    await elsewhere.remove('services', 'db', {});
    expect(await fresh.get('services', 'db')).toBeNull();
    await put('db', 'third');
    expect(await fresh.get('services', 'db')).toMatchObject({ value: { name: 'third' } });
  });

  it('is not read from Redis while nothing was configured, and asking costs one command for all of one callback', async () => {
    await put('db', 'Database');
    await put('web', 'Website');
    await Promise.all([fresh.get('services', 'db'), fresh.get('services', 'web')]);
    asked = [];
    const both = await Promise.all([fresh.get('services', 'db'), fresh.get('services', 'web')]);
    expect(both).toMatchObject([{ value: { name: 'Database' } }, { value: { name: 'Website' } }]);
    expect(asked).toEqual(['counter']);
  });

  it('is asked about anew in a later callback, though the first question is not answered yet', async () => {
    await put('db', 'Database');
    await fresh.get('services', 'db');
    asked = [];
    const first = fresh.get('services', 'db');
    const second = await new Promise((resolve) => process.nextTick(() => resolve(fresh.get('services', 'db'))));
    expect(asked).toEqual(['counter', 'counter']);
    expect(await first).toEqual(second);
  });

  it('costs no command where it may be as old as a question that was put since', async () => {
    await put('db', 'first');
    const since = performance.now();
    await fresh.get('services', 'db');
    asked = [];
    expect(await fresh.get('services', 'db', since)).toMatchObject({ value: { name: 'first' } });
    expect(asked).toEqual([]);
    await put('db', 'second');
    expect(await fresh.get('services', 'db', performance.now())).toMatchObject({ value: { name: 'second' } });
    asked = [];
    expect(await fresh.get('services', 'db', since)).toMatchObject({ value: { name: 'second' } });
    expect(asked).toEqual([]);
  });

  it('is asked about where the last question found another one changed', async () => {
    await put('db', 'first');
    await put('web', 'first');
    const since = performance.now();
    await fresh.get('services', 'db');
    await fresh.get('services', 'web');
    await put('db', 'second');
    await fresh.get('services', 'web');
    expect(await fresh.get('services', 'db', since)).toMatchObject({ value: { name: 'second' } });
  });

  it('is the same value while its text is the same, whatever else was configured', async () => {
    await put('db', 'Database');
    const first = await fresh.get('services', 'db');
    await put('web', 'Website');
    expect((await fresh.get('services', 'db'))?.value).toBe(first?.value);
  });

  it('is read anew after a lost connection: another history may have the same numbers', async () => {
    await put('db', 'Database');
    await fresh.get('services', 'db');
    asked = [];
    loseConnection();
    await fresh.get('services', 'db');
    expect(asked).toEqual(['counter', 'db']);
  });
});

it('what was asked before a connection was lost is answered, and asked anew the next time', async () => {
  await put('db', 'Database');
  const asking = fresh.get('services', 'db');
  loseConnection();
  expect(await asking).toMatchObject({ value: { name: 'Database' } });
  asked = [];
  await fresh.get('services', 'db');
  expect(asked).toEqual(['counter', 'db']);
});
