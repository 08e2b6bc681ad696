/**
 * What a monitored service remembers, as it is stored: what is as usual is left out.
 * A record is kept for every service and written with every change, so its size is
 * the memory that Redis needs. Pure; unpacking what was packed gives the same again.
 */
import type { IncidentContext, ServiceContext, StoredAlert } from './service-context.ts';

/** As an incident opens, on a service that switched nothing on. */
const USUAL = {
  options: {},
  cycle: 1,
  lastCycle: 1,
  level: 1,
  failed: [] as string[],
  ack: null,
  more: [] as string[],
  overflowed: false,
};

/** As it follows from the rest of one whose first level was just notified. */
type Derived = 'levelBeganAt' | 'skipsLeft' | 'rate';

export type PackedIncident = Omit<IncidentContext, keyof typeof USUAL | Derived | 'alerts'> &
  Partial<Pick<IncidentContext, keyof typeof USUAL | Derived>> & { alerts: Record<string, PackedAlert> };

type PackedAlert = Pick<StoredAlert, 'summary' | 'firstAt'> & Partial<StoredAlert>;

export interface PackedContext {
  lastNumber: number;
  incident: PackedIncident | null;
}

/** It holds a state or a timer that readers of schema 1 know nothing of: they would drop it. */
export const isOfSchema2 = ({ incident }: ServiceContext): boolean =>
  incident !== null && (incident.snoozedUntil !== undefined || incident.options.autoResolveAfterMs !== undefined);

export function packContext({ lastNumber, incident }: ServiceContext): PackedContext {
  return { lastNumber, incident: incident && packIncident(incident) };
}

export function unpackContext({ lastNumber, incident }: PackedContext): ServiceContext {
  return { lastNumber, incident: incident && unpackIncident(incident) };
}

/** Nothing is deleted from a copy: V8 would keep that as a table, and be slow with it ever after. */
export function packIncident(incident: IncidentContext): PackedIncident {
  const { options, cycle, lastCycle, level, failed, ack, more, overflowed, alerts, ...others } = incident;
  const { levelBeganAt, skipsLeft, rate, ...rest } = others;
  const { openedAt, plan } = incident;
  return {
    alerts: mapValues(alerts, packAlert),
    ...rest,
    ...(levelBeganAt !== openedAt && { levelBeganAt }),
    ...(skipsLeft !== plan.levels.length && { skipsLeft }),
    ...((rate.since !== openedAt || rate.lines !== 1) && { rate }),
    ...(Object.keys(options).length > 0 && { options }),
    ...(cycle !== USUAL.cycle && { cycle }),
    ...(lastCycle !== USUAL.lastCycle && { lastCycle }),
    ...(level !== USUAL.level && { level }),
    ...(failed.length > 0 && { failed }),
    ...(ack !== USUAL.ack && { ack }),
    ...(more.length > 0 && { more }),
    ...(overflowed !== USUAL.overflowed && { overflowed }),
  };
}

export function unpackIncident(packed: PackedIncident): IncidentContext {
  // Field by field: spread, and added to by another spread, it took 14 µs.
  return {
    options: USUAL.options,
    cycle: USUAL.cycle,
    lastCycle: USUAL.lastCycle,
    level: USUAL.level,
    failed: USUAL.failed,
    ack: USUAL.ack,
    more: USUAL.more,
    overflowed: USUAL.overflowed,
    levelBeganAt: packed.openedAt,
    skipsLeft: packed.plan.levels.length,
    rate: { since: packed.openedAt, lines: 1 },
    ...packed,
    alerts: mapValues(packed.alerts, unpackAlert),
  };
}

function packAlert({ key, severity, count, lastAt, ...rest }: StoredAlert, id: string): PackedAlert {
  return {
    ...rest,
    ...(key !== id && { key }),
    ...(severity !== 'critical' && { severity }),
    ...(count !== 1 && { count }),
    ...(lastAt !== rest.firstAt && { lastAt }),
  };
}

function unpackAlert(packed: PackedAlert, id: string): StoredAlert {
  return { key: id, severity: 'critical', count: 1, lastAt: packed.firstAt, ...packed };
}

/** Own names only, `__proto__` among them: a key is what a sender says. */
function mapValues<From, To>(map: Record<string, From>, change: (value: From, id: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([id, value]) => [id, change(value, id)]));
}
