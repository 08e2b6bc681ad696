/**
 * Which limits a request is under: those of machines that send events, of people who act
 * on incidents, or of whoever reads. A heartbeat's ping counts as an act: refused, it would
 * page somebody about nothing.
 */
import { INTEGRATION_TYPES } from '../policy/integration.ts';

export type LimitedKind = 'events' | 'acts' | 'readings';

const SENDERS = INTEGRATION_TYPES.filter((type) => type !== 'heartbeat').join('|');
/** The routes of machines: alerts, resolutions, and the doors for the tools of others. */
const EVENTS = new RegExp(
  `^/(v1/(services/[^/]+/(alert|resolve)|events|json/.+|integrations/(${SENDERS})(/[^/]+)?)/?$|v2/|pagerduty/|opsgenie/|generic/|api/v2/)`,
);
/** A door's routes that are the act of a person in another tool's words, or a heartbeat. */
const ACTS_AT_DOORS = /\/(acknowledge|unacknowledge|close|escalate|snooze|notes|assign|ping)\/?$/;
/** They are asked for by GET as well: who pings a heartbeat, and a tool whose whole alert stands in the address. */
const PINGS = /^\/(v1\/integrations\/heartbeat(\/[^/]+)?|(opsgenie\/)?v2\/heartbeats\/.+\/ping)\/?$/;
const ALERTS_BY_ADDRESS = new RegExp(`^/v1/integrations/(${SENDERS})(/[^/]+)?/?$`);
/** Whoever asks for these decides whether the pager is alive. */
const FREE = /^\/(healthz|readyz|metrics)\/?$/;

/** Null: under none. */
export function limitedKind(method: string, path: string): LimitedKind | null {
  if (method === 'GET' || method === 'HEAD') {
    if (FREE.test(path)) return null;
    if (PINGS.test(path)) return 'acts';
    return ALERTS_BY_ADDRESS.test(path) ? 'events' : 'readings';
  }
  if (method === 'DELETE' || !EVENTS.test(path)) return 'acts';
  return ACTS_AT_DOORS.test(path) ? 'acts' : 'events';
}
