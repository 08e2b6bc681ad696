/**
 * What an incident is opened with is attached to the events that may open one, before
 * they are folded: the service, and its policy as it is at that moment.
 */
import { nanoid } from 'nanoid';
import type { AnyMachineSnapshot } from 'xstate';
import type { ServiceContext } from '../machines/service-context.ts';
import type { Opening, ServiceEvent } from '../machines/service-events.ts';
import type { Prepared } from '../runtime/definition.ts';

/** What a service's events are opened with, as it is at that moment; null when there is no such service. */
export type ReadOpening = (serviceId: string) => Promise<Omit<Opening, 'uid'> | null>;

/** Reads the service and its policy when an event may open an incident, and refuses what is about no known service. */
export async function attachOpening(
  id: string,
  snapshot: AnyMachineSnapshot,
  events: ServiceEvent[],
  readOpening: ReadOpening,
  release?: string,
): Promise<Prepared<ServiceEvent>[]> {
  const isOpen = (snapshot.context as ServiceContext).incident !== null;
  // An incident can close within the batch, and the alert behind that opens the next.
  const mayOpen = !isOpen || events.some(({ type }) => type === 'healthy' || type === 'resolve');
  const refreshes = events.some((event) => 'refreshPolicy' in event && event.refreshPolicy);
  const needed = mayOpen ? events.some(({ type }) => type === 'alert') || !isOpen : refreshes;
  if (!needed) return events.map((event) => ({ event }));
  const read = await readOpening(id);
  let mayBeClosed = !isOpen;
  return events.map((event) => {
    // Of a service that goes: what comes behind the closing of its incident must not open another.
    const wouldOpen = event.type === 'alert' && mayBeClosed;
    mayBeClosed ||= event.type === 'healthy' || event.type === 'resolve';
    if ('notificationId' in event || 'fence' in event) return { event };
    if (!read && (!isOpen || wouldOpen)) return { refused: 'unknown_service', detail: `there is no service "${id}"` };
    if (event.type === 'alert' && read) return { event: { opening: openingOf(event, read, release), ...event } };
    if (event.type === 'escalate' && 'refreshPolicy' in event && read) return { event: { plan: read.plan, ...event } };
    return { event };
  });
}

/** What is serious must page people also while a test is open, acknowledged or not. */
function openingOf({ test }: { test?: true }, read: Omit<Opening, 'uid'>, release: string | undefined): Opening {
  const options = test ? { ...read.options, renotifyOnNewKey: true as const } : read.options;
  return { uid: nanoid(12), ...read, options, ...(release !== undefined && { release }) };
}
