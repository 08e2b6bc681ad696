/**
 * Capped lists for whoever looks: the newest entries first, the oldest forgotten. Each
 * entry has a number that it keeps, so a reader goes on where it was, whatever is
 * written meanwhile. Not part of any promise.
 */
import type { CommitConnection } from './commit-connection.ts';
import type { Keyspace } from './keys.ts';

/** KEYS list, its counter · ARGV entry, how many are kept. An entry is stored as `<number>\n<json>`. */
const PUSH = `
local n = redis.call('INCR', KEYS[2])
redis.call('LPUSH', KEYS[1], n .. '\\n' .. ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
return n
`;

export interface NumberedEntry<Entry> {
  /** From 1, in the order in which they came. */
  number: number;
  entry: Entry;
}

export type Journal = ReturnType<typeof createJournal>;

export function createJournal({ redis, keys }: { redis: CommitConnection; keys: Keyspace }) {
  const listOf = (name: string) => keys.cfg(`journal:${name}`);

  async function numbered<Entry>(name: string): Promise<NumberedEntry<Entry>[]> {
    const lines = await redis.lrange(listOf(name), 0, -1);
    return lines.map((line) => {
      const end = line.indexOf('\n');
      return { number: Number(line.slice(0, end)), entry: JSON.parse(line.slice(end + 1)) as Entry };
    });
  }

  return {
    async push(name: string, entry: unknown, keep: number): Promise<void> {
      await redis.eval(PUSH, 2, listOf(name), keys.cfg(`journal-count:${name}`), JSON.stringify(entry), keep);
    },
    numbered,
    async read<Entry>(name: string): Promise<Entry[]> {
      return (await numbered<Entry>(name)).map(({ entry }) => entry);
    },
  };
}
