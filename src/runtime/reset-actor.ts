/**
 * Lets an actor begin anew in the place of a record that can't be read: what was
 * there is lost, so only a person may ask for it. A record that is readable, or a
 * newer release's, is never touched. Whatever the lost record had ordered finds that
 * the actor has moved on.
 */
import { createHash } from 'node:crypto';
import { nanoid } from 'nanoid';
import type { CommitConnection } from './commit-connection.ts';
import type { ActorDefinition, StoredState } from './definition.ts';
import type { ActorAddress, Keyspace } from './keys.ts';
import { decodeRecord, encodeRecord, UnreadableRecord } from './record.ts';
import { isWrongType, reading, writing } from './store-errors.ts';

/** KEYS actor · ARGV SHA-1 of the text that was seen there ('' for another kind of value), record. Answers whether it was done. */
const RESET = `
local seen = ''
if redis.call('TYPE', KEYS[1]).ok == 'string' then seen = redis.sha1hex(redis.call('GET', KEYS[1])) end
if seen ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[2])
return 1
`;

export type ResetActor = ReturnType<typeof createResetActor>;

export function createResetActor({
  redis,
  keys,
  definitionOf,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  definitionOf: (address: ActorAddress) => { definition: ActorDefinition; id: string };
}) {
  /** The text of a record that can't be read, '' where there is another kind of value; null when nothing is broken. */
  async function broken(address: ActorAddress): Promise<string | null> {
    const { definition } = definitionOf(address);
    try {
      const stored = await reading(() => redis.get(keys.partitionOf(address).actor(address)));
      if (stored === null) return null;
      try {
        decodeRecord(definition, stored);
        return null;
      } catch (error) {
        if (error instanceof UnreadableRecord) return stored;
        throw error;
      }
    } catch (error) {
      if (isWrongType(error)) return '';
      throw error;
    }
  }

  return {
    broken,

    /** @returns false when it was changed meanwhile @throws StoreUnavailable, OutcomeUnknown, NewerRecord */
    async reset(address: ActorAddress, seen: string, { value, context }: StoredState): Promise<boolean> {
      const { definition } = definitionOf(address);
      const snapshot = definition.machine.resolveState({ value, context, status: 'active' } as never);
      const scope = definition.scope(snapshot);
      const record = encodeRecord(definition, { commitId: nanoid(16), version: 1, scope, snapshot, timers: {} });
      const sum = seen === '' ? '' : createHash('sha1').update(seen).digest('hex');
      return (await writing(() => redis.eval(RESET, 1, keys.partitionOf(address).actor(address), sum, record))) === 1;
    },
  };
}
