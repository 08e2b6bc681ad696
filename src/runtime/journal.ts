/** Capped lists for whoever looks: the newest entries first, the oldest forgotten. Not part of any promise. */
import type { Keyspace } from './keys.ts';
import type { CommitConnection } from './store.ts';

export type Journal = ReturnType<typeof createJournal>;

export function createJournal({ redis, keys }: { redis: CommitConnection; keys: Keyspace }) {
  return {
    async push(name: string, entry: unknown, keep: number): Promise<void> {
      const key = keys.cfg(`journal:${name}`);
      await redis
        .multi()
        .lpush(key, JSON.stringify(entry))
        .ltrim(key, 0, keep - 1)
        .exec();
    },
    async read<Entry>(name: string): Promise<Entry[]> {
      const lines = await redis.lrange(keys.cfg(`journal:${name}`), 0, -1);
      return lines.map((line) => JSON.parse(line) as Entry);
    },
  };
}
