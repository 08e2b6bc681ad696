/** How long it took until somebody answered, and until it was over. Tests are in no figure. Pure. */
import type { ListedIncident } from '../../api/types.ts';

export interface IncidentTimes {
  incident: ListedIncident;
  /** Null: nobody acknowledged. */
  ackMs: number | null;
  /** Null: still open. */
  closeMs: number | null;
}

interface Spread {
  median: number | null;
}

export function timesOf(incidents: ListedIncident[]): { each: IncidentTimes[]; ack: Spread; close: Spread } {
  const real = incidents.filter(({ test }) => !test);
  const each = real.map((incident) => ({
    incident,
    ackMs: between(incident.openedAt, incident.ackedAt),
    closeMs: between(incident.openedAt, incident.closedAt),
  }));
  return {
    each,
    ack: { median: median(each.flatMap(({ ackMs }) => ackMs ?? [])) },
    close: { median: median(each.flatMap(({ closeMs }) => closeMs ?? [])) },
  };
}

const between = (from: string, to: string | null) => (to === null ? null : Date.parse(to) - Date.parse(from));

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
