/** Values that all nodes share and that are made once: secrets, and hashes of keys. */
import type { Keyspace } from './keys.ts';
import type { CommitConnection } from './store.ts';

export type SharedValues = ReturnType<typeof createSharedValues>;

export function createSharedValues({ redis, keys }: { redis: CommitConnection; keys: Keyspace }) {
  const keyOf = (name: string) => keys.cfg(`value:${name}`);
  return {
    get: (name: string): Promise<string | null> => redis.get(keyOf(name)),

    /** The value of the node that came first; `made`: it was this one. */
    async getOrMake(name: string, make: () => string): Promise<{ value: string; made: boolean }> {
      const mine = make();
      const made = (await redis.set(keyOf(name), mine, 'NX')) === 'OK';
      return { value: made ? mine : ((await redis.get(keyOf(name))) ?? mine), made };
    },

    async replace(name: string, value: string): Promise<void> {
      await redis.set(keyOf(name), value);
    },
  };
}
