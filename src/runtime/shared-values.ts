/** Values that all nodes share: secrets and hashes of keys, made once, and marks that are used once. */
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

    /** Forgotten after `ttlMs`, whether it was used or not. */
    async mark(name: string, ttlMs: number): Promise<void> {
      await redis.set(keyOf(name), '1', 'PX', ttlMs);
    },

    /** True for one of all those who ask, on whatever node, within the mark's time. */
    useMark: async (name: string): Promise<boolean> => (await redis.del(keyOf(name))) === 1,
  };
}
