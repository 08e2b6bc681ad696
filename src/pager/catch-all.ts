/**
 * Alerts for services that nobody configured go to one that somebody did, with the
 * wanted id in front of their summary: a mistyped id must not be a page that nobody
 * gets. What resolves such an alert goes the same way; what people do does not.
 */
import { DEFAULT_KEY } from '../policy/alert.ts';
import type { Log } from '../runtime/observation.ts';
import type { EventAnswer, Idempotency, ServiceEventRequest } from './event-types.ts';
import type { PlanStore } from './plan-store.ts';
import type { Refusal } from './refusal.ts';
import type { Pager, ReadinessCheck } from './types.ts';

/** What was wanted is any text. */
const WANTED_SHOWN = 100;
const WANTED_IN_KEY = 200;

type Sender = Pick<Pager, 'send' | 'sendToIncident'>;

/** @param catchAll the id of the service; null: they are refused */
export function withCatchAll(sender: Sender, catchAll: string | null): Sender {
  if (catchAll === null) return sender;
  return {
    ...sender,
    async send(serviceId, event, idempotency): Promise<EventAnswer | Refusal> {
      const reply = await sender.send(serviceId, event, idempotency);
      if (!('refused' in reply) || reply.refused !== 'unknown_service') return reply;
      const caught = caughtEvent(serviceId, event);
      if (!caught) return reply;
      const there = await sender.send(catchAll, caught, idempotency && scopedTo(serviceId, idempotency));
      // It is the wanted one that is missing, whatever became of the other.
      return 'refused' in there && there.refused === 'unknown_service' ? reply : there;
    },
  };
}

/** Keys of different services stay different ones. */
function caughtEvent(wanted: string, event: ServiceEventRequest): ServiceEventRequest | null {
  if (event.type !== 'alert' && event.type !== 'resolve') return null;
  const key = `${wanted.slice(0, WANTED_IN_KEY)}/${event.key ?? DEFAULT_KEY}`;
  if (event.type === 'resolve') return { ...event, key };
  return { ...event, key, summary: `Unknown service "${wanted.slice(0, WANTED_SHOWN)}": ${event.summary}` };
}

const scopedTo = (wanted: string, { key, bodyHash }: Idempotency): Idempotency => ({
  key: `${key} ${wanted.slice(0, WANTED_IN_KEY)}`,
  bodyHash,
});

/** That it exists is looked at, not asked for at the start: it may be configured later. Its lack is no reason to send this process nothing. */
export function createCatchAllCheck(plans: Pick<PlanStore, 'existingServices'>, catchAll: string | null, log: Log) {
  async function check(): Promise<ReadinessCheck[]> {
    if (catchAll === null) return [];
    const exists = await plans.existingServices([catchAll]).then(
      (found) => found.has(catchAll),
      () => null,
    );
    // Redis is away: another check says so.
    if (exists === null) return [];
    const detail = exists ? `alerts for unknown services go to "${catchAll}"` : missing(catchAll);
    return [{ name: 'catch-all', ok: true, detail }];
  }

  return {
    check,
    async warnIfMissing(): Promise<void> {
      const [found] = await check();
      if (catchAll !== null && found?.detail === missing(catchAll)) log.warn({ service: catchAll }, found.detail);
    },
  };
}

const missing = (id: string) =>
  `CATCH_ALL_SERVICE: there is no service "${id}", so alerts for unknown services are refused`;
