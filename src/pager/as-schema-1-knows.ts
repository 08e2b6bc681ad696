/**
 * While a pager of the release before runs, nothing is stored that it could not read: it
 * would have to refuse alerts about that service. An incident is opened without what
 * only this release knows, and an order that needs it is put off. Pure.
 */
import type { ServiceEvent } from '../machines/service-events.ts';
import type { Prepared } from '../runtime/definition.ts';

export function asSchema1Knows(prepared: Prepared<ServiceEvent>): Prepared<ServiceEvent> {
  if ('refused' in prepared) return prepared;
  const { event } = prepared;
  if (event.type === 'snooze') {
    const detail =
      'a pager of the release before this one still runs, and knows no snooze; send it again when none does';
    return { refused: 'record_newer', detail };
  }
  if (event.type !== 'alert' || event.opening?.options.autoResolveAfterMs === undefined) return prepared;
  const { autoResolveAfterMs: _, ...options } = event.opening.options;
  return { event: { ...event, opening: { ...event.opening, options } } };
}
