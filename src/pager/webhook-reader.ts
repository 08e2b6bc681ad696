/**
 * Reads what a subscription is told next: the lines of an incident's timeline, from
 * one on. A line keeps its place for good, also where others were left out, so the
 * same place is the same message, with the same id and the same body.
 */
import type { ToldMessage } from '../machines/webhook-queue.ts';
import type { TimelineEntry } from '../policy/timeline.ts';
import { type WebhookEvent, webhookEventOf } from '../policy/webhook.ts';
import type { Reads } from '../runtime/reads.ts';
import type { IncidentReads } from './incident-reads.ts';
import { addressOf } from './service-actor.ts';
import { type TimelineLine, timelineViews } from './views.ts';
import { type StoredWebhook, wants } from './webhook-store.ts';

/** So many are kept from the first on (src/runtime/script-prelude.ts); behind them stands one for all that were left out. */
const FIRST_LINES = 200;
const AT_ONCE = 50;

type Incident = NonNullable<Awaited<ReturnType<IncidentReads['find']>>>;

export interface ReadMessage extends ToldMessage {
  event: WebhookEvent;
  body: string;
}

export interface ReadNext {
  /** Null: nothing that it wants stands there yet. */
  message: ReadMessage | null;
  /** The line behind it, or behind all there are. */
  next: number;
  /** Something that it wants follows. */
  hasMore: boolean;
}

export type WebhookReader = ReturnType<typeof createWebhookReader>;

export function createWebhookReader({ reads, publicUrl }: { reads: Reads; publicUrl: string }) {
  /** In order, each with its place. */
  async function linesFrom(incident: Incident, from: number) {
    const first = Math.min(from, FIRST_LINES);
    // Behind the gap places move: all of it is one reading.
    const last = from + AT_ONCE < FIRST_LINES ? from + AT_ONCE : -1;
    const texts = await reads.timeline(addressOf(incident.view.serviceId), incident.uid, first, last);
    let place = first;
    const lines = texts.flatMap((text) => {
      const line = JSON.parse(text) as TimelineLine;
      const at = place;
      place += 'leftOut' in line ? line.leftOut : 1;
      return at >= from ? [{ line, place: at, behind: place }] : [];
    });
    return { lines, isAll: last === -1 || texts.length <= last - first };
  }

  /** Null for what is not told: the outcomes of notifications, and what changed nothing. */
  function toMessage(incident: Incident, line: TimelineLine, place: number): ReadMessage | null {
    if (!('event' in line)) return null;
    const { id: incidentId, serviceId, serviceName, openedAt } = incident.view;
    const entries = timelineViews(line, incidentId, line.at, () => undefined);
    const event = webhookEventOf(entries.map(({ type }) => type as TimelineEntry['type']));
    if (!event) return null;
    const body = JSON.stringify({
      type: event,
      timestamp: new Date(line.at).toISOString(),
      data: {
        service: { id: serviceId, name: serviceName },
        incident: {
          id: incidentId,
          openedAt: new Date(openedAt).toISOString(),
          url: `${publicUrl}/services/${serviceId}`,
        },
        happened: entries.map(({ type, text, data }) => ({ type, text, data })),
      },
    });
    return { id: `msg_${incident.uid}_${place}`, event, line: place, at: line.at, body };
  }

  async function next(incident: Incident, webhook: StoredWebhook, from: number): Promise<ReadNext> {
    let message: ReadMessage | null = null;
    for (let at = from; ; ) {
      const { lines, isAll } = await linesFrom(incident, at);
      for (const { line, place, behind } of lines) {
        const found = 'at' in line && line.at >= webhook.createdAt ? toMessage(incident, line, place) : null;
        at = behind;
        if (!found || !wants(webhook, incident.view.serviceId, found.event)) continue;
        if (message) return { message, next: message.line + 1, hasMore: true };
        message = found;
      }
      if (isAll) return { message, next: at, hasMore: false };
    }
  }

  return {
    next,
    /** What stands at that place; null when it was left out meanwhile. */
    async at(incident: Incident, place: number): Promise<ReadMessage | null> {
      const found = (await linesFrom(incident, place)).lines.find((each) => each.place === place);
      return found ? toMessage(incident, found.line, place) : null;
    },
  };
}
