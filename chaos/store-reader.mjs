/** Reads at the end what is stored, key by key, without the pager's code: what the checker believes must not depend on what it checks. */
import { Redis } from 'ioredis';

/** @import { Line, StoreAtEnd, StoredDelivery, StoredIncident } from './types.d.mts' */

const ACTOR = /:a:monitored-service\/(.+)$/;
/** Of an incident, or of a service outside of all incidents. Other machines keep their steps in lists as well. */
const TIMELINE = /^:t:([^/]+$|service\/)/;
const CLOSED = /:o:incident\/(.+)-(\d+)$/;

/** @param {number[]} masters their ports @returns {Promise<StoreAtEnd>} */
export async function readStore(masters) {
  /** @type {StoreAtEnd} */
  const store = { lastNumbers: {}, incidents: [], timelines: {}, deliveries: [], agenda: [] };
  for (const port of masters) {
    const redis = new Redis(port, '127.0.0.1');
    for await (const keys of redis.scanStream({ match: '{pager:*', count: 1_000 })) {
      await Promise.all([...new Set(/** @type {string[]} */ (keys))].map((key) => readKey(redis, key, store)));
    }
    redis.disconnect();
  }
  return store;
}

/** @param {Redis} redis @param {string} key @param {StoreAtEnd} store */
async function readKey(redis, key, store) {
  const name = key.slice(key.indexOf('}') + 1);
  const actor = ACTOR.exec(name);
  const closed = CLOSED.exec(name);
  if (actor) readActor(actor[1] ?? '', (await redis.get(key)) ?? '', store);
  else if (closed) store.incidents.push(closedIncident((await redis.get(key)) ?? '{}'));
  else if (TIMELINE.test(name)) {
    const lines = await redis.lrange(key, 0, -1);
    store.timelines[name.slice(3)] = lines.map((line) => /** @type {Line} */ (JSON.parse(line)));
  } else if (name.startsWith(':d:')) {
    const delivery = toDelivery(name.slice(3), await redis.hgetall(key));
    if (delivery) store.deliveries.push(delivery);
  } else if (name === ':agenda') {
    const found = await redis.zrange(key, '0', '-1', 'WITHSCORES');
    for (let i = 0; i < found.length; i += 2)
      store.agenda.push({ member: found[i] ?? '', dueAt: Number(found[i + 1]) });
  }
}

/** @param {string} service @param {string} record @param {StoreAtEnd} store */
function readActor(service, record, store) {
  const { context } = JSON.parse(record.slice(record.indexOf('\n', record.indexOf('\n') + 1) + 1));
  store.lastNumbers[service] = context.lastNumber;
  if (context.incident) store.incidents.push(toIncident(service, context.incident, null));
}

/** @param {string} json */
function closedIncident(json) {
  const { serviceId, closedAt, incident } = JSON.parse(json);
  return toIncident(serviceId, incident, closedAt);
}

/**
 * @param {string} service @param {{ number: number; uid: string; alerts: Record<string, { key?: string; count?: number }> }} incident
 * @param {number | null} closedAt @returns {StoredIncident}
 */
function toIncident(service, { number, uid, alerts }, closedAt) {
  const counts = Object.fromEntries(Object.entries(alerts).map(([id, { key = id, count = 1 }]) => [key, count]));
  return { id: `${service}-${number}`, service, number, uid, closedAt, counts };
}

/** Null for a message between actors. @param {string} id @param {Record<string, string>} fields @returns {StoredDelivery | null} */
function toDelivery(id, fields) {
  if (fields.kind === 'message') return null;
  return {
    id,
    service: (fields.actor ?? '').split('/')[1] ?? '',
    uid: fields.timeline ?? '',
    number: Number(fields['p.n']),
    cycle: Number(fields['p.cycle']),
    level: Number(fields['p.level']),
    target: fields['p.target'] ?? '',
    state: fields.state ?? '',
    tries: Number(fields.tries ?? 0),
    createdAt: Number(fields.at),
    settledAt: fields.settled === undefined ? null : Number(fields.settled),
    nextAt: fields.next === undefined ? null : Number(fields.next),
  };
}
