/**
 * What events of a tool would come to if they were sent now, each by itself: the
 * service that would have it, and what would follow there. It goes by the rules that
 * sending goes by, and sends, makes and remembers nothing.
 */
import { DEFAULT_KEY, SEVERITIES, type Severity } from '../policy/alert.ts';
import type { ServiceView } from './incident-types.ts';
import type { IntegrationRoutes } from './integration-routes.ts';
import type { InboundEvent, InboundPreview, KnownIntegration } from './integration-types.ts';
import type { Pager } from './types.ts';

export function createIntegrationPreview({
  routes,
  pager,
}: {
  routes: Pick<IntegrationRoutes, 'look'>;
  pager: Pick<Pager, 'getService'>;
}) {
  async function previewOf(integration: KnownIntegration, event: InboundEvent): Promise<InboundPreview> {
    const chosen = await routes.look(integration, event);
    const service = chosen === null ? null : await pager.getService(chosen);
    if (service) return { event, serviceId: service.id, would: wouldAt(service, integration, event) };
    if (chosen !== null && event.type === 'alert' && integration.rule?.createWithPolicyId !== undefined) {
      return { event, serviceId: chosen, would: 'create' };
    }
    const own = integration.serviceId === undefined ? null : await pager.getService(integration.serviceId);
    if (own) return { event, serviceId: own.id, would: wouldAt(own, integration, event) };
    return { event, serviceId: chosen, would: 'refuse' };
  }

  return async (integration: KnownIntegration, events: InboundEvent[]): Promise<InboundPreview[]> =>
    await Promise.all(events.map((event) => previewOf(integration, event)));
}

function wouldAt(
  { incident, pageFrom }: ServiceView,
  { id, settings }: KnownIntegration,
  event: InboundEvent,
): InboundPreview['would'] {
  const key = event.key ?? DEFAULT_KEY;
  const isOpen = incident?.alerts.some((alert) => alert.key === key && alert.source === id) ?? false;
  switch (event.type) {
    case 'alert':
      if (isOpen) return 'repeat';
      if (isLess(event.severity ?? settings?.defaultSeverity ?? 'critical', pageFrom ?? 'info')) return 'record';
      return incident ? 'add' : 'open';
    case 'resolve':
      if (!isOpen) return 'nothing';
      return incident?.openAlerts === 1 ? 'close' : 'resolve';
    case 'ack':
      return isOpen ? 'acknowledge' : 'note';
    case 'note':
      return 'note';
  }
}

/** From the loudest on. */
const isLess = (severity: Severity, than: Severity) => SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(than);
