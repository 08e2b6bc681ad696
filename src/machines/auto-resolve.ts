/**
 * Closing an incident that gets no alerts any more. Its timer is not set anew by
 * each alert: when it is due it looks at the last one, and is set again for what is
 * left. Pure.
 */
import { open } from './incident-changes.ts';
import type { ServiceContext } from './service-context.ts';
import type { ServiceEvent } from './service-events.ts';

/** Of the service as it was when the incident opened. */
export const autoResolves = (event: ServiceEvent): boolean =>
  event.type === 'alert' && event.opening?.options.autoResolveAfterMs !== undefined;

/** When it closes unless another alert comes; null: not by itself. */
export function autoResolvesAt(context: ServiceContext): number | null {
  const { options, lastAlertAt, openedAt } = open(context);
  if (options.autoResolveAfterMs === undefined) return null;
  return (lastAlertAt ?? openedAt) + options.autoResolveAfterMs;
}

export const isQuiet = (context: ServiceContext, { at }: ServiceEvent): boolean =>
  (autoResolvesAt(context) ?? Infinity) <= at;

export const quietLeftMs = (context: ServiceContext, { at }: ServiceEvent): number =>
  Math.max(0, (autoResolvesAt(context) ?? at) - at);
