/**
 * Which service an inbound event is about. A rule looks at what the event says; which
 * service a key went to is remembered, since the end of an alert often says less than
 * its beginning, and a label may change while it is open. Without a rule nothing is
 * looked up and nothing is stored.
 */
import { createHash } from 'node:crypto';
import { idSchema } from '../policy/escalation-policy.ts';
import type { ServiceRule } from '../policy/integration.ts';
import { valueAt } from '../policy/json-pointer.ts';
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { InboundEvent, KnownIntegration } from './integration-types.ts';

/** Keys of one integration that are remembered; the longest unheard of goes first. */
const REMEMBERED = 10_000;
/** Of all integrations, in this process: what need not be written again. */
const WRITTEN = 20_000;

/**
 * KEYS services by key, keys by time · ARGV key, service, now, how many are kept, whether another service is written over.
 * Answers with the service that the key went to before.
 */
const REMEMBER = `
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before and before ~= ARGV[2] and ARGV[5] == '0' then return before end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
local over = redis.call('ZCARD', KEYS[2]) - ARGV[4]
if over > 0 then
  local old = redis.call('ZPOPMIN', KEYS[2], over)
  for i = 1, #old, 2 do redis.call('HDEL', KEYS[1], old[i]) end
end
return before
`;

export interface Route {
  /** Null: none could be chosen. */
  serviceId: string | null;
  /** Another service where the key may be open, and ends. */
  endsAt: string | null;
}

export type IntegrationRoutes = ReturnType<typeof createIntegrationRoutes>;

export function createIntegrationRoutes({
  redis,
  keys,
  now,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  now: () => number;
}) {
  const servicesOf = (id: string) => keys.cfg(`integration-routes:${id}`);
  const timesOf = (id: string) => keys.cfg(`integration-route-times:${id}`);
  /** `<integration>/<key's hash>` → service. */
  const written = new Map<string, string>();

  /** Answers with another service that it went to before. */
  async function remember(id: string, key: string, serviceId: string, isMove: boolean): Promise<string | null> {
    const field = hashOf(key);
    const place = `${id}/${field}`;
    if (written.get(place) === serviceId) return null;
    const values = [field, serviceId, now(), REMEMBERED, isMove ? 1 : 0];
    const before = await redis.eval(REMEMBER, 2, servicesOf(id), timesOf(id), ...values);
    if (!isMove && typeof before === 'string' && before !== serviceId) return before;
    written.delete(place);
    written.set(place, serviceId);
    if (written.size > WRITTEN) written.delete(written.keys().next().value ?? place);
    return null;
  }

  const recall = (id: string, key: string): Promise<string | null> => redis.hget(servicesOf(id), hashOf(key));

  return {
    /** Where the event goes, and nothing else: what `preview` tells. */
    async look({ id, rule, serviceId }: KnownIntegration, event: InboundEvent): Promise<string | null> {
      if (event.serviceId !== undefined) return event.serviceId;
      if (!rule) return serviceId ?? null;
      const said = chosenBy(rule, event);
      if (event.type === 'alert' && said !== null) return said;
      const remembered = event.key === undefined ? null : await recall(id, event.key);
      return remembered ?? said ?? serviceId ?? null;
    },

    /** Where the event goes. An alert's key is remembered before it is sent, so that its end finds it. */
    async route(integration: KnownIntegration, event: InboundEvent): Promise<Route> {
      const { id, rule } = integration;
      const serviceId = await this.look(integration, event);
      if (!rule || serviceId === null || event.serviceId !== undefined) return { serviceId, endsAt: null };
      if (event.type === 'alert') {
        return { serviceId, endsAt: await remember(id, event.key, serviceId, false) };
      }
      const said = event.type === 'resolve' ? chosenBy(rule, event) : null;
      return { serviceId, endsAt: said === serviceId ? null : said };
    },

    /** Behind its end at the other service: whoever is interrupted before moves it again. */
    async moved({ id }: KnownIntegration, key: string, serviceId: string): Promise<void> {
      await remember(id, key, serviceId, true);
    },

    async forget(id: string): Promise<void> {
      await redis.del(servicesOf(id), timesOf(id));
    },
  };
}

/** Null: the event does not say, or it says what can't be a service's id. */
function chosenBy({ label, field, services }: ServiceRule, event: InboundEvent): string | null {
  const said = label === undefined ? valueAt(event.fields, field ?? '') : entryOf(event.labels, label);
  const value = typeof said === 'string' || typeof said === 'number' ? String(said).trim() : '';
  if (value === '') return null;
  const listed = entryOf(services, value);
  return listed ?? toServiceId(value);
}

const entryOf = (record: Record<string, string> | undefined, name: string) =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

/** "Checkout DB" is `checkout-db`. */
function toServiceId(value: string): string | null {
  const id = value
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '');
  return idSchema.safeParse(id).success ? id : null;
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('base64url').slice(0, 22);
