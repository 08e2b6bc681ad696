/**
 * A change from the stream, put where the pages read: what it tells whole is replaced
 * at once, lists that it may stand in are read again, at most once in a while, since
 * a bad night tells of hundreds a second.
 */
import type { QueryClient } from '@tanstack/react-query';
import { queries } from '../api/queries.ts';
import type { Incident, ListedIncident, Page, Policy, Service } from '../api/types.ts';
import type { Change } from './line.ts';

const LISTS_EVERY_MS = 1_000;

export function createApplyChange(client: QueryClient): (change: Change) => void {
  const again = createRereading(client);

  return ({ type, data }) => {
    switch (type) {
      case 'reset':
        client.invalidateQueries();
        return;
      case 'service':
        applyService(client, data as Service | Deleted);
        again('services');
        return;
      case 'incident':
        applyIncident(client, data as Incident);
        again('incidents');
        again('timeline');
        again('history');
        again('timers');
        return;
      case 'notification':
        // It says of which service it is: how a message ended stands in that one's incident.
        again('incident', (data as { serviceId: string }).serviceId);
        again('notifications');
        again('outbox');
        again('timeline');
        return;
      case 'policy':
        applyPolicy(client, data as Policy | Deleted);
        again('policies');
        return;
      case 'ping':
        return;
    }
  };
}

interface Deleted {
  id: string;
  deleted: true;
}

function applyService(client: QueryClient, service: Service | Deleted): void {
  if ('deleted' in service) client.removeQueries({ queryKey: queries.service(service.id).queryKey });
  else client.setQueryData(queries.service(service.id).queryKey, service);
}

function applyPolicy(client: QueryClient, policy: Policy | Deleted): void {
  if ('deleted' in policy) client.removeQueries({ queryKey: queries.policy(policy.id).queryKey });
  else client.setQueryData(queries.policy(policy.id).queryKey, policy);
}

/** The list of open ones is what people watch: it must not wait for a reading. */
export function applyIncident(client: QueryClient, incident: Incident): void {
  client.setQueryData(queries.incident(incident.id).queryKey, incident);
  client.setQueryData(queries.openIncidents().queryKey, (page: Page<ListedIncident> | undefined) => {
    if (!page) return page;
    const others = page.items.filter(({ id }) => id !== incident.id);
    return { ...page, items: incident.state === 'closed' ? others : [incident, ...others] };
  });
}

/**
 * At once when it has been quiet, else at the end of the pause; never two readings of one
 * name within one. With a service: only what is known to be of that one.
 */
function createRereading(client: QueryClient): (name: string, serviceId?: string) => void {
  const pausing = new Map<string, boolean>();
  return function again(name, serviceId) {
    const what = `${name} ${serviceId ?? ''}`;
    if (pausing.has(what)) {
      pausing.set(what, true);
      return;
    }
    pausing.set(what, false);
    // One that is under way may have been answered before the change: it is asked again.
    client.invalidateQueries({
      queryKey: [name],
      ...(serviceId !== undefined && { predicate: ({ state }) => isOf(serviceId, state.data) }),
    });
    setTimeout(() => {
      const isWanted = pausing.get(what);
      pausing.delete(what);
      if (isWanted) again(name, serviceId);
    }, LISTS_EVERY_MS);
  };
}

/** What is still being read may be of it. */
const isOf = (serviceId: string, data: unknown) =>
  typeof data !== 'object' || data === null || !('serviceId' in data) || data.serviceId === serviceId;
