/** How many incidents are open, and how loud, without tests: the rail, the bar and the tab say the same. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries.ts';
import type { ListedIncident } from '../api/types.ts';
import { LOUDNESS } from '../state/shapes.ts';

export function useCalling(): {
  count: number;
  loudest: ListedIncident['state'] | 'healthy';
  first: ListedIncident | null;
} {
  const { data } = useQuery(queries.openIncidents());
  const open = byLoudness((data?.items ?? []).filter(({ test }) => !test));
  const [first = null] = open;
  return { count: open.length, loudest: first?.state ?? 'healthy', first };
}

/** Loudest first; of the same loudness, whose time runs out first, then the oldest. Tests stand behind all that is real. */
export function byLoudness(incidents: ListedIncident[]): ListedIncident[] {
  const due = ({ nextEscalationAt }: ListedIncident) =>
    nextEscalationAt === null ? Number.POSITIVE_INFINITY : Date.parse(nextEscalationAt);
  return incidents.toSorted(
    (a, b) =>
      Number(a.test) - Number(b.test) ||
      LOUDNESS[a.state] - LOUDNESS[b.state] ||
      (due(a) === due(b) ? 0 : due(a) - due(b)) ||
      Date.parse(a.openedAt) - Date.parse(b.openedAt),
  );
}
