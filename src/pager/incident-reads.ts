/** Reading incidents, their notifications and timers. A page goes on where the last one ended, whatever changes meanwhile. */
import { timerKind } from '../machines/service-view.ts';
import type { Plan } from '../policy/escalation-policy.ts';
import { targetKey } from '../policy/target.ts';
import { parseMember } from '../runtime/commit-request.ts';
import type { Reads } from '../runtime/reads.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { decodeCursor, encodeCursor, type IndexPosition, isCount, isIndexPosition } from './cursor.ts';
import { isUnreadable } from './failures.ts';
import { incidentIdOf, parseIncidentId } from './incident-id.ts';
import type { ListedIncidentView, NotificationView, TimerView } from './incident-types.ts';
import type { Page } from './listing.ts';
import { addressOf, SERVICE } from './service-actor.ts';
import type { ClosedIncident } from './service-read-models.ts';
import { createTimelineReads } from './timeline-reads.ts';
import type { Pager } from './types.ts';
import { closedIncidentView, contextOf, notificationView, openIncidentView, pinnedPolicy } from './views.ts';

type IncidentPart = Pick<
  Pager,
  'getIncident' | 'listIncidents' | 'serviceTimeline' | 'incidentTimeline' | 'listNotifications' | 'listTimers'
>;
type OfService = { since: number | undefined; until: number | undefined; limit: number; cursor: string | undefined };

/** An incident with what its timeline and notifications are found by. */
interface FoundIncident {
  uid: string;
  plan: Plan;
  view: ListedIncidentView;
}

export type IncidentReads = ReturnType<typeof createIncidentReads>;

const LOOKED_AT_TOGETHER = 200;

/** The agenda holds the timers of other actors too. */
const SERVICE_TIMERS = `T|${SERVICE}/`;

export function createIncidentReads({
  reads,
  load,
  policyName,
}: {
  reads: Reads;
  load: (serviceId: string) => Promise<LoadedActor>;
  /** Null when there is no such policy. */
  policyName: (id: string) => Promise<string | null>;
}) {
  async function find(incidentId: string): Promise<FoundIncident | null> {
    const parsed = parseIncidentId(incidentId);
    if (!parsed) return null;
    const closed = async (): Promise<FoundIncident | null> => {
      const doc = await reads.doc(addressOf(parsed.serviceId), `incident/${incidentId}`);
      if (doc === null) return null;
      const stored = JSON.parse(doc) as ClosedIncident;
      return { uid: stored.incident.uid, plan: stored.incident.plan, view: closedIncidentView(stored) };
    };
    const stillOpen = async (): Promise<FoundIncident | null> => {
      const open = await findOpen(parsed.serviceId);
      return open?.view.id === incidentId ? open : null;
    };
    // It may close between the first two.
    return (await closed()) ?? (await stillOpen()) ?? (await closed());
  }

  async function findOpen(serviceId: string): Promise<FoundIncident | null> {
    const actor = await load(serviceId);
    const { incident } = contextOf(actor);
    return incident && { uid: incident.uid, plan: incident.plan, view: openIncidentView(serviceId, incident, actor) };
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

  const part: IncidentPart = {
    async getIncident(id) {
      const found = await find(id);
      if (!found) return null;
      const { uid, plan, view } = found;
      const [name, notifications] = await Promise.all([
        policyName(plan.policyId),
        notificationsOf(view.serviceId, uid),
      ]);
      return { ...view, policy: pinnedPolicy(plan, name), notifications };
    },

    ...createTimelineReads({ reads, load, find }),

    async listIncidents({ serviceId, state, since, until }, { limit, cursor }) {
      const matches = ({ view }: FoundIncident) => !state || state.includes(view.state);
      if (serviceId !== undefined) return await incidentsOf(serviceId, { since, until, limit, cursor }, matches);
      // What is open is looked for among what is open, however much was closed since it opened.
      const isOpenOnly = state !== undefined && !state.includes('closed');
      return await pageOf(
        isOpenOnly ? 'open' : 'incidents',
        { min: since, max: until, limit, cursor },
        async ({ member }) => {
          const found = await listed(isOpenOnly ? findOpen(member) : find(member));
          return found && matches(found) ? found.view : null;
        },
      );
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
        // Later ones are behind: a place from the beginning stays the same.
        let place = Math.min(decodeCursor(cursor, isCount) ?? all.length, all.length);
        const items: NotificationView[] = [];
        for (; place > 0; place--) {
          const view = all[place - 1];
          if (!view || !matches(view)) continue;
          if (items.length === limit) return { items, nextCursor: encodeCursor(place) };
          items.push(view);
        }
        return { items, nextCursor: null };
      }
      return await pageOf('notifications', { min: since, limit, cursor }, async ({ member, partition }) => {
        const delivery = await reads.delivery(partition, member);
        const view = delivery && notificationView(delivery);
        return view && matches(view) ? view : null;
      });
    },

    async listTimers({ limit, cursor }) {
      const from = decodeCursor(cursor, isIndexPosition);
      const isBehind = ({ member, dueAt }: { member: string; dueAt: number }) =>
        !from || dueAt > from.score || (dueAt === from.score && member > from.member);
      const timers = (await reads.timers()).filter(({ member }) => member.startsWith(SERVICE_TIMERS)).filter(isBehind);
      const shown = timers.slice(0, limit);
      const items = await Promise.all(shown.map(({ member, dueAt }) => listed(timerView(member, dueAt))));
      const last = shown.at(-1);
      const nextCursor =
        last && timers.length > limit ? encodeCursor({ score: last.dueAt, member: last.member }) : null;
      return { items: items.filter((item) => item !== null), nextCursor };
    },
  };

  /** Of one service they are found by their numbers: what is older than one that was forgotten was forgotten before it. */
  async function incidentsOf(
    serviceId: string,
    { since = -Infinity, until = Infinity, limit, cursor }: OfService,
    matches: (found: FoundIncident) => boolean,
  ): Promise<Page<FoundIncident['view']>> {
    const items: FoundIncident['view'][] = [];
    let number = decodeCursor(cursor, isCount) ?? contextOf(await load(serviceId)).lastNumber;
    for (; number > 0; number--) {
      const found = await find(incidentIdOf(serviceId, number));
      if (!found || found.view.openedAt < since) break;
      if (found.view.openedAt > until || !matches(found)) continue;
      if (items.length === limit) return { items, nextCursor: encodeCursor(number) };
      items.push(found.view);
    }
    return { items, nextCursor: null };
  }

  async function timerView(member: string, dueAt: number): Promise<TimerView | null> {
    const what = parseMember(member);
    if (!('timer' in what)) return null;
    const serviceId = what.timer.address.slice(SERVICE.length + 1);
    const actor = await load(serviceId);
    const { incident } = contextOf(actor);
    const timer = Object.values(actor.timers).find(({ identity }) => identity === what.timer.identity);
    if (!incident || !timer) return null;
    const kind = timerKind(timer.event);
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
    // One more than a page has tells whether there is another; where most are passed over, many are looked at together.
    for (let count = limit + 1; ; count = Math.max(count, LOOKED_AT_TOGETHER)) {
      const entries = await reads.newest(index, {
        after,
        limit: count,
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
      });
      const views = await Promise.all(entries.map(view));
      for (const [place, entry] of entries.entries()) {
        const item = views[place] ?? null;
        if (item !== null && items.length === limit) return { items, nextCursor: encodeCursor(after) };
        if (item !== null) items.push(item);
        after = { score: entry.score, member: entry.member };
      }
      if (entries.length < count) return { items, nextCursor: null };
    }
  }

  return { ...part, find };
}
