/**
 * Reading timelines, newest first. A service's is that of its newest incident, what
 * came after the one before it while it was healthy, that incident's, and so on. A
 * line keeps its place for good, so a page goes on where the last one ended,
 * whatever is written or left out meanwhile.
 */
import type { Reads } from '../runtime/reads.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { latestOf, showLatest } from './alert-details.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { incidentIdOf } from './incident-id.ts';
import type { TimelineView } from './incident-types.ts';
import type { Page, PageRequest } from './listing.ts';
import { addressOf } from './service-actor.ts';
import type { Pager } from './types.ts';
import { contextOf, type TimelineLine, timelineViews } from './views.ts';

/** Incident · 0 for its own lines, 1 for what came after it · line (or its time, outside an incident) · entry of the line. */
type Place = [incident: number, after: number, line: number, entry: number];

interface PlacedEntry {
  place: Place;
  view: TimelineView;
}

/** What a timeline is found by. */
interface FoundTimeline {
  uid: string;
  view: { serviceId: string; openedAt: number };
}

export function createTimelineReads({
  reads,
  load,
  find,
}: {
  reads: Reads;
  load: (serviceId: string) => Promise<LoadedActor>;
  find: (incidentId: string) => Promise<FoundTimeline | null>;
}): Pick<Pager, 'serviceTimeline' | 'incidentTimeline'> {
  const linesOf = async (serviceId: string, list: string): Promise<TimelineLine[]> =>
    (await reads.timeline(addressOf(serviceId), list)).map((line) => JSON.parse(line) as TimelineLine);

  /** Lines about deliveries name them only: what each was stands in its own record. */
  async function deliveriesOf(serviceId: string, lines: TimelineLine[]) {
    const partition = reads.partitionOf(addressOf(serviceId));
    const ids = new Set(lines.flatMap((line) => ('delivery' in line ? [line.delivery] : [])));
    const found = await Promise.all([...ids].map((id) => reads.delivery(partition, id)));
    const byId = new Map(found.flatMap((delivery) => (delivery ? [[delivery.id, delivery] as const] : [])));
    return (id: string) => byId.get(id);
  }

  /** Oldest first. */
  async function entriesOf(serviceId: string, uid: string, number: number): Promise<PlacedEntry[]> {
    const lines = await linesOf(serviceId, uid);
    const deliveryOf = await deliveriesOf(serviceId, lines);
    const latest = await reads.table(addressOf(serviceId), latestOf(uid));
    const entries: (PlacedEntry & { line: TimelineLine })[] = [];
    let place = 0;
    let at = 0;
    for (const line of lines) {
      const views = timelineViews(line, incidentIdOf(serviceId, number), at, deliveryOf);
      views.forEach((view, entry) => {
        entries.push({ place: [number, 0, place, entry], view, line });
      });
      at = views.at(-1)?.at ?? at;
      // One line stands for all that were left out.
      place += views[0]?.type === 'leftOut' ? Number(views[0].data.count) : 1;
    }
    return showLatest(entries, latest);
  }

  /** Outside incidents, oldest first: the place says of which time, until it is known after which incident. */
  async function outsideOf(serviceId: string): Promise<PlacedEntry[]> {
    const lines = await linesOf(serviceId, `service/${serviceId}`);
    const sameTime = new Map<number, number>();
    return lines.flatMap((line) =>
      timelineViews(line, null, 0, () => undefined).map((view) => {
        const entry = sameTime.get(view.at) ?? 0;
        sameTime.set(view.at, entry + 1);
        return { place: [0, 1, view.at, entry] as Place, view };
      }),
    );
  }

  return {
    async incidentTimeline(incidentId, { limit, cursor }) {
      const found = await find(incidentId);
      if (!found) return null;
      const number = Number(incidentId.slice(found.view.serviceId.length + 1));
      return pageBehind(await entriesOf(found.view.serviceId, found.uid, number), { limit, cursor });
    },

    async serviceTimeline(serviceId, { limit, cursor }: PageRequest) {
      const from = decodeCursor(cursor, isPlace);
      const last = contextOf(await load(serviceId)).lastNumber;
      const newer = from && from[0] < last ? await find(incidentIdOf(serviceId, from[0] + 1)) : null;
      let outside = (await outsideOf(serviceId)).filter(({ view }) => !newer || view.at <= newer.view.openedAt);
      const newestFirst: PlacedEntry[][] = [];
      let count = 0;
      for (let number = from ? Math.min(from[0], last) : last; number >= 0; number--) {
        const found = number > 0 ? await find(incidentIdOf(serviceId, number)) : null;
        const after = outside.filter(({ view }) => !found || view.at > found.view.openedAt);
        outside = outside.filter((entry) => !after.includes(entry));
        const entries = after.map(({ place, view }) => ({ place: [number, ...place.slice(1)] as Place, view }));
        if (found) entries.unshift(...(await entriesOf(serviceId, found.uid, number)));
        newestFirst.push(entries);
        count += entries.filter(({ place }) => !from || compare(place, from) < 0).length;
        // What is older than one that was forgotten was forgotten before it.
        if (!found || count > limit) break;
      }
      return pageBehind(newestFirst.reverse().flat(), { limit, cursor });
    },
  };
}

/** @param entries oldest first */
function pageBehind(
  entries: PlacedEntry[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Page<TimelineView> {
  const from = decodeCursor(cursor, isPlace);
  const older = entries.filter(({ place }) => !from || compare(place, from) < 0).reverse();
  const shown = older.slice(0, limit);
  return {
    items: shown.map(({ view }) => view),
    nextCursor: older.length > limit ? encodeCursor(shown.at(-1)?.place) : null,
  };
}

function compare(a: Place, b: Place): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

const isPlace = (position: unknown): position is Place =>
  Array.isArray(position) && position.length === 4 && position.every((part) => Number.isSafeInteger(part) && part >= 0);
