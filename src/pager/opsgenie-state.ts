/**
 * Whether an Opsgenie alert is open, acknowledged or snoozed, and how often it came:
 * asked of the service's incident each time, so that an acknowledgement or an end by
 * another door is told at once. How it ended is worked out once, and is final.
 */
import type { OpenAlert } from '../policy/alert.ts';
import type { IncidentView, ServiceView } from './incident-types.ts';
import type { Closing, StoredAlert } from './opsgenie-alert.ts';
import type { AlertState } from './opsgenie-types.ts';
import type { Pager } from './types.ts';

const LINES_A_PAGE = 500;

type Readings = Pick<Pager, 'getService' | 'getIncident' | 'incidentTimeline'>;

export interface FoundState {
  state: AlertState;
  /** It has ended, and its record does not say so yet. */
  ended: Closing | null;
}

/** Reads each service once: for one request. */
export function createAlertStates(pager: Readings) {
  const services = new Map<string, Promise<ServiceView | null>>();

  function service(id: string): Promise<ServiceView | null> {
    const found = services.get(id) ?? pager.getService(id);
    services.set(id, found);
    return found;
  }

  return async (alert: StoredAlert): Promise<FoundState> => {
    if (alert.closed) return { state: closedState(alert.closed), ended: null };
    if (alert.place === null) return { state: unplacedState(alert), ended: null };
    const incident = (await service(alert.serviceId))?.incident ?? null;
    const open = incident?.id === incidentIdOf(alert) && openKey(alert, incident);
    if (open) return { state: openState(open, incident), ended: null };
    const ended = await endOf(pager, alert);
    return { state: closedState(ended), ended };
  };
}

export const incidentIdOf = ({ serviceId, place }: StoredAlert): string => `${serviceId}-${place?.incident}`;

type OpenIncident = NonNullable<ServiceView['incident']>;

/** Beyond those that are listed an incident knows only how many there are: then it is open as long as the incident. */
function openKey(alert: StoredAlert, incident: OpenIncident): Pick<OpenAlert, 'count' | 'lastAt'> | null {
  const listed = incident.alerts.find((open) => isOf(alert, open));
  if (listed) return listed.firstAt === alert.place?.firstAt ? listed : null;
  return incident.openAlerts > incident.alerts.length ? { count: 1, lastAt: alert.createdAt } : null;
}

export const isOf = ({ key, integrationId }: Pick<StoredAlert, 'key' | 'integrationId'>, open: OpenAlert): boolean =>
  open.key === key && open.source === integrationId;

const openState = ({ count, lastAt }: Pick<OpenAlert, 'count' | 'lastAt'>, incident: OpenIncident): AlertState => ({
  status: 'open',
  acknowledged: incident.ackedAt !== null,
  ackedAt: incident.ackedAt,
  ackedBy: incident.ackedBy,
  snoozedUntil: incident.snoozedUntil,
  count,
  lastOccurredAt: lastAt,
  closedAt: null,
  closedBy: null,
});

const unplacedState = ({ createdAt, seen }: StoredAlert): AlertState => ({
  status: 'open',
  acknowledged: seen?.ackedAt != null,
  ackedAt: seen?.ackedAt ?? null,
  ackedBy: seen?.ackedBy ?? null,
  snoozedUntil: null,
  count: seen?.count ?? 1,
  lastOccurredAt: seen?.lastAt ?? createdAt,
  closedAt: null,
  closedBy: null,
});

const closedState = ({ at, by, count, lastAt, ackedAt, ackedBy }: Closing): AlertState => ({
  status: 'closed',
  acknowledged: ackedAt !== null,
  ackedAt,
  ackedBy,
  snoozedUntil: null,
  count,
  lastOccurredAt: lastAt,
  closedAt: at,
  closedBy: by,
});

/** It ended by another door, or the record of its end was lost: the incident knows. */
async function endOf(pager: Readings, alert: StoredAlert): Promise<Closing> {
  const { createdAt, updatedAt } = alert;
  const incident = await pager.getIncident(incidentIdOf(alert));
  const unknown = { at: updatedAt, by: null, count: 1, lastAt: createdAt, ackedAt: null, ackedBy: null };
  if (!incident) return unknown;
  const { closedAt, closedBy, ackedAt, ackedBy } = incident;
  const open = incident.alerts.find((each) => isOf(alert, each) && each.firstAt === alert.place?.firstAt);
  if (open && closedAt !== null) {
    return { at: closedAt, by: closedBy, count: open.count, lastAt: open.lastAt, ackedAt, ackedBy };
  }
  return { ...unknown, ackedAt, ackedBy, at: (await resolvedAt(pager, alert, incident)) ?? updatedAt };
}

/** The first line after its beginning that says so. */
async function resolvedAt(
  pager: Readings,
  { key, createdAt }: StoredAlert,
  { id }: IncidentView,
): Promise<number | null> {
  const newest = await pager.incidentTimeline(id, { limit: LINES_A_PAGE });
  const lines = (newest?.items ?? []).filter(({ at, data }) => at >= createdAt && data.key === key);
  return lines.findLast(({ type }) => type === 'keyResolved' || type === 'closed')?.at ?? null;
}
