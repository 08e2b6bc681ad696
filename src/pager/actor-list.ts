/** Which actors each machine has, for whoever looks for one: their ids, a page at a time. */
import { CHANNEL_NAMES } from '../policy/target.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Reads } from '../runtime/reads.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { CHANNEL } from './channel-outages.ts';
import { decodeCursor, encodeCursor, isText } from './cursor.ts';
import { HEARTBEAT, HEARTBEATS } from './heartbeat-actor.ts';
import type { ActorList } from './inspection-types.ts';
import type { PlanStore } from './plan-store.ts';
import { SELF_CHECK, selfCheckIds } from './self-check.ts';
import { SERVICE } from './service-actor.ts';
import { WEBHOOK } from './webhook-news.ts';

export function createActorList({
  keys,
  plans,
  reads,
  load,
  queueIds,
}: {
  keys: Keyspace;
  plans: Pick<PlanStore, 'serviceIds' | 'getService'>;
  reads: Pick<Reads, 'all'>;
  load: (address: string) => Promise<LoadedActor>;
  /** Of webhooks, those that told something last. */
  queueIds: () => Promise<string[]>;
}): ActorList {
  /** Those that need not have a record. */
  const ALWAYS: Record<string, string[]> = { [CHANNEL]: [...CHANNEL_NAMES], [SELF_CHECK]: selfCheckIds(keys) };

  const idsOf: Record<string, (after: string | null, limit: number) => Promise<string[]>> = {
    [SERVICE]: plans.serviceIds,
    [HEARTBEAT]: async (after, limit) => behind(await idsIn(HEARTBEATS), after, limit),
    [CHANNEL]: async (after, limit) => behind(ALWAYS[CHANNEL] ?? [], after, limit),
    [SELF_CHECK]: async (after, limit) => behind(ALWAYS[SELF_CHECK] ?? [], after, limit),
    [WEBHOOK]: async (after, limit) => {
      const ids = await queueIds();
      return ids.slice(after === null ? 0 : ids.indexOf(after) + 1).slice(0, limit);
    },
  };
  const idsIn = async (index: string) => (await reads.all(index)).map(({ member }) => member);

  return {
    async actors(machine, { limit, cursor }) {
      const find = Object.hasOwn(idsOf, machine) ? idsOf[machine] : undefined;
      if (!find) return null;
      const ids = await find(decodeCursor(cursor, isText), limit + 1);
      const shown = ids.slice(0, limit);
      return {
        items: shown.map((id) => ({ id })),
        nextCursor: ids.length > limit ? encodeCursor(shown.at(-1)) : null,
      };
    },

    async isActor(address) {
      const slash = address.indexOf('/');
      const [machine, id] = [address.slice(0, slash), address.slice(slash + 1)];
      if (!Object.hasOwn(idsOf, machine)) return false;
      if (ALWAYS[machine]?.includes(id)) return true;
      return machine === SERVICE ? (await plans.getService(id)) !== null : (await load(address)).version > 0;
    },
  };
}

const behind = (ids: string[], after: string | null, limit: number) =>
  ids
    .sort()
    .filter((id) => after === null || id > after)
    .slice(0, limit);
