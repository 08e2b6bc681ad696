/**
 * Brings a service in line with its heartbeat: alerted while it is expired, resolved
 * otherwise. Whatever order several deliveries end in, the last to end leaves the
 * service as the heartbeat then is, since each looks at it again after it has told.
 * One that was not taken for an hour is given back to the heartbeat, which orders
 * another: an alert is never given up.
 */
import type { HeartbeatContext } from '../machines/heartbeat.ts';
import type { Heartbeat } from '../policy/heartbeat.ts';
import type { ActorEvent } from '../runtime/definition.ts';
import type { DeliveryHandler } from '../runtime/delivery-handler.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';
import type { HostReply } from '../runtime/item.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { ServiceEventRequest } from './event-types.ts';
import { heartbeatAddress } from './heartbeat-actor.ts';
import type { Refusal } from './refusal.ts';
import type { Pager } from './types.ts';

const SECOND = 1_000;
/** The runtime attempts a delivery nine times; the last one may not fail. */
const LAST_TRY = 9;
/** A heartbeat that changes under each look is looked at again at the next attempt. */
const LOOKS = 5;

/** What alerts of heartbeats are scoped by; the key is the heartbeat's id. */
export const HEARTBEAT_SOURCE = 'heartbeat';

export interface HeartbeatHandlerOptions {
  /** The record itself, never a cache. */
  load: (address: string) => Promise<LoadedActor>;
  send: (address: string, event: ActorEvent) => Promise<HostReply<unknown>>;
  alert: Pager['send'];
}

export function createHeartbeatHandler({ load, send, alert }: HeartbeatHandlerOptions): DeliveryHandler {
  const look = async (id: string): Promise<Wanted> => {
    const { snapshot } = await load(heartbeatAddress(id));
    return { isExpired: snapshot.hasTag('expired'), context: snapshot.context as HeartbeatContext };
  };

  async function align(id: string, serviceId: string): Promise<Refusal | null> {
    let wanted = await look(id);
    for (let looks = 0; looks < LOOKS; looks++) {
      const told = await tell(id, serviceId, wanted);
      if (told) return told;
      const now = await look(id);
      if (now.context.changedAt === wanted.context.changedAt && now.isExpired === wanted.isExpired) return null;
      wanted = now;
    }
    return { refused: 'busy', detail: 'the heartbeat keeps changing' };
  }

  async function tell(id: string, serviceId: string, { isExpired, context }: Wanted): Promise<Refusal | null> {
    const { heartbeat, changedAt } = context;
    const isAlerted = isExpired && heartbeat?.serviceId === serviceId;
    const reply = isAlerted
      ? await alert(serviceId, alertOf(id, heartbeat, context), {
          key: `${HEARTBEAT_SOURCE} ${id} ${changedAt}`,
          bodyHash: '-',
        })
      : await alert(serviceId, { type: 'resolve', key: id, source: HEARTBEAT_SOURCE });
    if (!('refused' in reply)) return null;
    // Nothing of a service that is gone can be open.
    return !isAlerted && reply.refused === 'unknown_service' ? null : reply;
  }

  return {
    concurrency: 100,
    attemptLimitMs: 10 * SECOND,
    isForgotten: true,
    async attempt({ tries, payload: { heartbeat: id = '', service = '' } }): Promise<AttemptOutcome> {
      const refused = await align(id, service);
      if (!refused) return { state: 'accepted' };
      const reason = `${refused.refused}: ${refused.detail}`;
      if (tries < LAST_TRY) return { state: 'retry', reason, unknown: false };
      const given = await send(heartbeatAddress(id), { type: 'notTold', serviceId: service } as ActorEvent);
      return 'refused' in given ? { state: 'retry', reason, unknown: false } : { state: 'accepted' };
    },
  };
}

interface Wanted {
  isExpired: boolean;
  context: HeartbeatContext;
}

function alertOf(id: string, heartbeat: Heartbeat, { lastPingAt }: HeartbeatContext): ServiceEventRequest {
  const { name, interval, severity, summary, description, labels } = heartbeat;
  return {
    type: 'alert',
    key: id,
    source: HEARTBEAT_SOURCE,
    summary: summary ?? `Heartbeat "${name}" is expired: not heard of for ${interval}`,
    ...(severity !== undefined && { severity }),
    details: {
      heartbeat: id,
      name,
      interval,
      lastPingAt: lastPingAt === null ? null : new Date(lastPingAt).toISOString(),
      ...(description !== undefined && { description }),
      ...(labels && { labels }),
    },
  };
}
