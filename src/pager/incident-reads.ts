/** Reading incidents, timelines, notifications and timers. */
import { targetKey } from '../policy/target.ts';
import { parseMember } from '../runtime/commit-request.ts';
import type { Reads } from '../runtime/reads.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { decodeCursor, encodeCursor, type IndexPosition, isCount, isIndexPosition } from './cursor.ts';
import { isUnreadable } from './failures.ts';
import { addressOf, type ClosedIncident, incidentIdOf, SERVICE } from './service-actor.ts';
import type { IncidentView, NotificationView, Page, Pager, TimelineView, TimerView } from './types.ts';
import { closedIncidentView, contextOf, notificationView, openIncidentView, timelineViews } from './views.ts';

type IncidentPart = Pick<
  Pager,
  'getIncident' | 'listIncidents' | 'serviceTimeline' | 'incidentTimeline' | 'listNotifications' | 'listTimers'
>;

/** An incident with what its timeline and notifications are found by. */
interface FoundIncident {
  uid: string;
  view: Omit<IncidentView, 'notifications'>;
}

export type IncidentReads = ReturnType<typeof createIncidentReads>;

export function createIncidentReads({
  reads,
  load,
}: {
  reads: Reads;
  load: (serviceId: string) => Promise<LoadedActor>;
}) {
  async function find(incidentId: string): Promise<FoundIncident | null> {
    const parsed = parseIncidentId(incidentId);
    if (!parsed) return null;
    const closed = async (): Promise<FoundIncident | null> => {
      const doc = await reads.doc(addressOf(parsed.serviceId), `incident/${incidentId}`);
      if (doc === null) return null;
      const stored = JSON.parse(doc) as ClosedIncident;
      return { uid: stored.incident.uid, view: closedIncidentView(stored) };
    };
    const stillOpen = async (): Promise<FoundIncident | null> => {
      const actor = await load(parsed.serviceId);
      const { incident } = contextOf(actor);
      if (incident?.number !== parsed.number) return null;
      return { uid: incident.uid, view: openIncidentView(parsed.serviceId, incident, actor) };
    };
    // It may close between the first two.
    return (await closed()) ?? (await stillOpen()) ?? (await closed());
  }

  /** In a list one broken record must not hide the rest: its service is listed as unreadable. */
  const listed = async <T>(item: Promise<T>): Promise<T | null> => {
    try {
      return await item;
    } catch (error) {
      if (isUnreadable(error)) return null;
      throw error;
    }
  };

  async function notificationsOf(serviceId: string, uid: string): Promise<NotificationView[]> {
    const ids = await reads.members(addressOf(serviceId), `n/${uid}`);
    const partition = reads.partitionOf(addressOf(serviceId));
    const found = await Promise.all(ids.map((id) => reads.delivery(partition, id)));
    return found.flatMap((delivery) => (delivery ? [notificationView(delivery)] : []));
  }

  async function timelineOf(serviceId: string, list: string, incidentId: string | null): Promise<TimelineView[]> {
    const lines = await reads.timeline(addressOf(serviceId), list);
    return lines.flatMap((line) => timelineViews(line, incidentId));
  }

  const part: IncidentPart = {
    async getIncident(id) {
      const found = await find(id);
      if (!found) return null;
      return { ...found.view, notifications: await notificationsOf(found.view.serviceId, found.uid) };
    },

    async listIncidents({ serviceId, state, since, until }, { limit, cursor }) {
      return await pageOf('incidents', { min: since, max: until, limit, cursor }, async ({ member }) => {
        if (serviceId !== undefined && parseIncidentId(member)?.serviceId !== serviceId) return null;
        const found = await listed(find(member));
        return found && (!state || state.includes(found.view.state)) ? found.view : null;
      });
    },

    async serviceTimeline(serviceId, { limit, cursor }) {
      // Newest first: the open incident, what came outside incidents, then closed ones from the newest.
      const skip = decodeCursor(cursor, isCount) ?? 0;
      const entries = [...(await timelineOf(serviceId, `service/${serviceId}`, null))];
      for (
        let number = contextOf(await load(serviceId)).lastNumber, read = 0;
        number > 0 && read < skip + limit + 1;
        number--
      ) {
        const incidentId = incidentIdOf(serviceId, number);
        const found = await find(incidentId);
        if (!found) break;
        const lines = await timelineOf(serviceId, found.uid, incidentId);
        read += lines.length;
        entries.push(...lines);
      }
      entries.sort((a, b) => b.at - a.at);
      return slice(entries, skip, limit);
    },

    async incidentTimeline(incidentId, { limit, cursor }) {
      const found = await find(incidentId);
      if (!found) return null;
      const entries = (await timelineOf(found.view.serviceId, found.uid, incidentId)).reverse();
      return slice(entries, decodeCursor(cursor, isCount) ?? 0, limit);
    },

    async listNotifications({ incidentId, target, channel, states, since }, { limit, cursor }) {
      const matches = (view: NotificationView) =>
        (target === undefined || targetKey(view.target).endsWith(`:${target}`)) &&
        (channel === undefined || view.channel === channel) &&
        (states === undefined || states.includes(view.state)) &&
        (since === undefined || view.createdAt >= since);
      if (incidentId !== undefined) {
        const found = await find(incidentId);
        const all = found ? await notificationsOf(found.view.serviceId, found.uid) : [];
        return slice(all.filter(matches).reverse(), decodeCursor(cursor, isCount) ?? 0, limit);
      }
      return await pageOf('notifications', { min: since, limit, cursor }, async ({ member, partition }) => {
        const delivery = await reads.delivery(partition, member);
        const view = delivery && notificationView(delivery);
        return view && matches(view) ? view : null;
      });
    },

    async listTimers({ limit, cursor }) {
      const skip = decodeCursor(cursor, isCount) ?? 0;
      const timers = await reads.timers();
      const shown = timers.slice(skip, skip + limit);
      const items = await Promise.all(shown.map(({ member, dueAt }) => listed(timerView(member, dueAt))));
      const nextCursor = timers.length > skip + limit ? encodeCursor(skip + limit) : null;
      return { items: items.filter((item) => item !== null), nextCursor };
    },
  };

  async function timerView(member: string, dueAt: number): Promise<TimerView | null> {
    const what = parseMember(member);
    if (!('timer' in what)) return null;
    const serviceId = what.timer.address.slice(SERVICE.length + 1);
    const actor = await load(serviceId);
    const { incident } = contextOf(actor);
    const timer = Object.values(actor.timers).find(({ identity }) => identity === what.timer.identity);
    if (!incident || !timer) return null;
    const kind = timer.event.includes('.ackExpiry.') ? 'ackExpiry' : 'ackTimeout';
    return { serviceId, incidentId: incidentIdOf(serviceId, incident.number), level: incident.level, kind, dueAt };
  }

  /** A page of an index, newest first, of those that `view` does not pass over. */
  async function pageOf<T>(
    index: string,
    {
      min,
      max,
      limit,
      cursor,
    }: { min?: number | undefined; max?: number | undefined; limit: number; cursor?: string | undefined },
    view: (entry: Awaited<ReturnType<Reads['newest']>>[number]) => Promise<T | null>,
  ): Promise<Page<T>> {
    const items: T[] = [];
    let after: IndexPosition | null = decodeCursor(cursor, isIndexPosition);
    for (;;) {
      const entries = await reads.newest(index, {
        after,
        limit,
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
      });
      for (const entry of entries) {
        const item = await view(entry);
        if (item !== null && items.length === limit) return { items, nextCursor: encodeCursor(after) };
        if (item !== null) items.push(item);
        after = { score: entry.score, member: entry.member };
      }
      if (entries.length < limit) return { items, nextCursor: null };
    }
  }

  return { ...part, find };
}

/** `<service>-<n>`: the service's id may hold hyphens itself. */
export function parseIncidentId(incidentId: string): { serviceId: string; number: number } | null {
  const match = /^(.+)-([1-9]\d{0,14})$/.exec(incidentId);
  return match ? { serviceId: match[1] ?? '', number: Number(match[2]) } : null;
}

function slice<T>(entries: T[], skip: number, limit: number): Page<T> {
  return {
    items: entries.slice(skip, skip + limit),
    nextCursor: entries.length > skip + limit ? encodeCursor(skip + limit) : null,
  };
}
