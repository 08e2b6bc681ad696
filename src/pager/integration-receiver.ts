/**
 * Sends what a tool said through the one path that every event takes. An alert that is
 * sent again is recognised by its key, which the integration's id scopes: two
 * integrations never speak of the same alert. What can mean nothing is kept as a note.
 */

import type { EventAnswer, ServiceEventRequest } from './event-types.ts';
import type { IntegrationRoutes } from './integration-routes.ts';
import type { InboundEvent, InboundOutcome, KnownIntegration } from './integration-types.ts';
import type { Refusal } from './refusal.ts';
import type { Pager } from './types.ts';

const NOTE_MAX = 4_096;

export function createIntegrationReceiver({
  routes,
  pager,
}: {
  routes: IntegrationRoutes;
  pager: Pick<Pager, 'send' | 'getService' | 'putService'>;
}) {
  async function sendTo(
    integration: KnownIntegration,
    serviceId: string | null,
    event: InboundEvent,
  ): Promise<InboundOutcome> {
    if (serviceId === null) return { event, serviceId, answer: noService(integration) };
    const answer = await pager.send(serviceId, await toRequest(integration, serviceId, event));
    if (!isUnknownService(answer)) return { event, serviceId, answer };
    return (await sendElsewhere(integration, serviceId, event)) ?? { event, serviceId, answer };
  }

  /** The service is not there: made, where the rule says so, else it is the integration's own. Null: neither. */
  async function sendElsewhere(
    integration: KnownIntegration,
    serviceId: string,
    event: InboundEvent,
  ): Promise<InboundOutcome | null> {
    const { rule, serviceId: own } = integration;
    if (rule?.createWithPolicyId !== undefined && event.type === 'alert') {
      const made = { name: serviceId, escalationPolicyId: rule.createWithPolicyId };
      // Somebody else may have made it at the same moment: then it is there.
      await pager.putService(serviceId, made, { createOnly: true });
      const answer = await pager.send(serviceId, await toRequest(integration, serviceId, event));
      if (!isUnknownService(answer)) return { event, serviceId, answer };
    }
    if (own === undefined || own === serviceId) return null;
    return { event, serviceId: own, answer: await pager.send(own, await toRequest(integration, own, event)) };
  }

  async function toRequest(
    integration: KnownIntegration,
    serviceId: string,
    event: InboundEvent,
  ): Promise<ServiceEventRequest> {
    const { id: source } = integration;
    switch (event.type) {
      case 'alert': {
        const { labels: _, fields: __, serviceId: ___, ...alert } = event;
        const { defaultSeverity } = integration.settings ?? {};
        return { ...(defaultSeverity !== undefined && { severity: defaultSeverity }), ...alert, source };
      }
      case 'resolve':
        return { type: 'resolve', key: event.key, source };
      case 'ack':
        return await toAck(integration, serviceId, event);
      case 'note':
        return noteOf(event.note, event.by);
    }
  }

  /** An incident is acknowledged as a whole, so the key must be open in it: that of a closed one must not silence another's. */
  async function toAck(
    { id, name }: KnownIntegration,
    serviceId: string,
    { key, by, note }: Extract<InboundEvent, { type: 'ack' }>,
  ): Promise<ServiceEventRequest> {
    const incident = (await pager.getService(serviceId))?.incident;
    const isOpen =
      incident &&
      (incident.alerts.some((alert) => alert.key === key && alert.source === id) ||
        // Beyond those that are listed nobody can tell.
        incident.openAlerts > incident.alerts.length);
    if (!isOpen) return noteOf(`${name}: an acknowledgement of "${key}", which is not open; it changed nothing`, by);
    return {
      type: 'ack',
      note: note ?? `through ${name}`,
      incidentId: incident.id,
      ...(by !== undefined && { by }),
    };
  }

  return async (integration: KnownIntegration, events: InboundEvent[]): Promise<InboundOutcome[]> => {
    const routed = await Promise.all(
      events.map(async (event) => ({ event, route: await routes.route(integration, event) })),
    );
    // All at once and in their order: what is about one service is one batch there.
    return await Promise.all(
      routed.map(async ({ event, route: { serviceId, endsAt } }) => {
        const outcome = await sendTo(integration, serviceId, event);
        if (endsAt !== null && !('refused' in outcome.answer)) await endElsewhere(integration, outcome, endsAt);
        return outcome;
      }),
    );
  };

  /** Rather open twice than nowhere: it ends at the other service once it is open at this one. */
  async function endElsewhere(
    integration: KnownIntegration,
    { event: { type, key }, serviceId }: InboundOutcome,
    endsAt: string,
  ): Promise<void> {
    if (key === undefined) return;
    const ended = await pager.send(endsAt, { type: 'resolve', key, source: integration.id });
    // Not taken now: the next repetition of the alert moves it again.
    if ('refused' in ended && !isUnknownService(ended)) return;
    if (type === 'alert' && serviceId !== null) await routes.moved(integration, key, serviceId);
  }
}

const noteOf = (note: string, by?: string): ServiceEventRequest => ({
  type: 'note',
  note: note.length > NOTE_MAX ? `${note.slice(0, NOTE_MAX - 1)}…` : note,
  ...(by !== undefined && { by }),
});

const isUnknownService = (answer: EventAnswer | Refusal): boolean =>
  'refused' in answer && answer.refused === 'unknown_service';

const noService = ({ name }: KnownIntegration): Refusal => ({
  refused: 'unknown_service',
  detail: `the rule of "${name}" chose no service, and it has none of its own`,
});
