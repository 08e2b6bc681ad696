/** From which severity on an alert of a service pages: what is below is recorded and counts for nothing. Pure. */
import { SEVERITIES, type Severity } from '../policy/alert.ts';
import { change, isOpenKey, oneMore, open } from './incident-changes.ts';
import type { ServiceContext } from './service-context.ts';
import type { ServiceEvent } from './service-events.ts';

/**
 * An alert of a key that is open is not below: what was said last of the key counts.
 * Where no incident is open the service says from when on, else the incident as it was opened.
 */
export function isBelowPageFrom(context: ServiceContext, event: ServiceEvent): boolean {
  if (event.type !== 'alert') return false;
  const options = context.incident?.options ?? event.opening?.options;
  if (options?.pageFrom === undefined || !isLess(event.severity, options.pageFrom)) return false;
  return context.incident === null || !isOpenKey(context, event);
}

/** From the loudest on. */
const isLess = (severity: Severity, than: Severity) => SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(than);

/** They write no more lines to the timeline than alerts that repeat. */
export const noteBelow = (context: ServiceContext, { at }: ServiceEvent): ServiceContext =>
  change(context, { rate: oneMore(open(context).rate, at) });
