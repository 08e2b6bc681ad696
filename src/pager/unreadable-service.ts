/**
 * Closes the incident of a service whose record can't be read, for a service that
 * goes: its record begins anew, as healthy. The number of its last incident is taken
 * from what can still be read, so that none is used twice as far as it can be told.
 */
import type { HostReply } from '../runtime/item.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { incidentIdOf } from './incident-id.ts';
import { forgetTraces } from './incident-traces.ts';
import { addressOf } from './service-actor.ts';
import { INDEXED_STATES } from './service-read-models.ts';

const STATES = ['open', ...INDEXED_STATES];

/** @returns null when its record can be read: then something else is broken */
export async function closeUnreadable(runtime: Runtime, serviceId: string): Promise<HostReply<unknown> | null> {
  const { redis, keys, broken, reset } = runtime;
  const address = addressOf(serviceId);
  const partition = keys.partitionOf(address);
  const seen = await broken(address);
  if (seen === null) return null;
  const ids = await redis.zrange(partition.index('incidents'), '0', '-1');
  const numbers = ids
    .filter((id) => id.startsWith(`${serviceId}-`))
    .map((id) => Number(id.slice(serviceId.length + 1)));
  const known = [0, Number(/"lastNumber":(\d{1,15})\b/.exec(seen)?.[1] ?? 0), ...numbers.filter(Number.isSafeInteger)];
  const lastNumber = known.reduce((a, b) => Math.max(a, b));
  // First what belongs to the incident, then the record: a crash between leaves one that is as unreadable as before.
  for (const state of STATES) await redis.zrem(partition.index(state), serviceId);
  const uid = /"uid":"([\w-]{1,40})"/.exec(seen)?.[1];
  if (uid !== undefined) await forgetTraces(redis, partition, uid);
  const isReset = await reset(address, seen, { value: 'healthy', context: { lastNumber, incident: null } });
  if (!isReset) return { refused: 'busy', detail: `the record of "${serviceId}" was changed meanwhile; try again` };
  const last = incidentIdOf(serviceId, lastNumber);
  // One that was closed is kept like any other; of one that was open nothing is left.
  if ((await redis.exists(partition.doc(`incident/${last}`))) === 0)
    await redis.zrem(partition.index('incidents'), last);
  return { answer: null, replayed: false };
}
