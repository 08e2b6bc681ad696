/** Acknowledgement links: bound to one incident and one target, valid 7 days. */
import type { AckTokens } from '../notify/ack-token.ts';
import { maskTarget } from '../notify/masked-target.ts';
import { DAY } from '../policy/duration.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Reads } from '../runtime/reads.ts';
import type { Idempotency } from './event-types.ts';
import type { NotificationView } from './incident-types.ts';
import { partitionOfId } from './notification-id.ts';
import type { PlanStore } from './plan-store.ts';
import type { NameSource } from './source-names.ts';
import type { Pager } from './types.ts';
import { notificationView } from './views.ts';

const LINES_SHOWN = 100;
const VALID_MS = 7 * DAY;
const LINK_ROUTE = 'POST /a';

export function createLinks({
  keys,
  reads,
  tokens,
  plans,
  incidents,
  nameSource,
  sendToIncident,
  now,
}: {
  keys: Keyspace;
  reads: Reads;
  tokens: AckTokens;
  plans: PlanStore;
  incidents: Pick<Pager, 'getIncident' | 'incidentTimeline'>;
  nameSource: NameSource;
  sendToIncident: Pager['sendToIncident'];
  now: () => number;
}): Pick<Pager, 'isLink' | 'openLink' | 'actThroughLink'> {
  async function notificationOf(token: string): Promise<NotificationView | null> {
    const id = tokens.open(token);
    const partition = id === null ? null : partitionOfId(keys, id);
    const delivery = id !== null && partition ? await reads.delivery(partition, id) : null;
    const notification = delivery && notificationView(delivery);
    return notification && now() - notification.createdAt < VALID_MS ? notification : null;
  }

  return {
    isLink: (token) => tokens.open(token) !== null,

    async openLink(token) {
      const notification = await notificationOf(token);
      if (!notification) return null;
      const [incident, service, timeline] = await Promise.all([
        incidents.getIncident(notification.incidentId),
        plans.getService(notification.serviceId),
        incidents.incidentTimeline(notification.incidentId, { limit: LINES_SHOWN }),
      ]);
      if (!incident) return null;
      const runbookUrl = service?.value.runbookUrl;
      return {
        sentTo: maskTarget(notification.target),
        incident: { ...incident, alerts: await Promise.all(incident.alerts.map(nameSource)) },
        service: {
          id: notification.serviceId,
          name: incident.serviceName,
          ...(runbookUrl !== undefined && { runbookUrl }),
        },
        timeline: (timeline?.items ?? []).reverse(),
      };
    },

    async actThroughLink(token, act, seen) {
      const notification = await notificationOf(token);
      if (!notification) return { refused: 'not_found', detail: 'this link is unknown or over 7 days old' };
      const event = { type: act, via: maskTarget(notification.target) };
      return await sendToIncident(notification.incidentId, event, onceFrom(notification.incidentId, act, seen));
    },
  };
}

/**
 * Two taps, or two people who page the next level at the same moment, are one
 * escalation: it is named by the place that it leads away from.
 */
function onceFrom(incidentId: string, act: string, seen: string | undefined): Idempotency | undefined {
  if (act !== 'escalate' || seen === undefined) return undefined;
  return { key: `${LINK_ROUTE} ${incidentId} ${act} ${seen}`, bodyHash: act };
}
