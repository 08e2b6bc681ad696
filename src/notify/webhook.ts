/**
 * Notifications as signed webhooks: what a message tells a person, as JSON for a
 * program. Any number of addresses; the secret is the installation's.
 */
import type { AttemptSignal } from './attempt-signal.ts';
import type { Channel, Message, OperatorNotice, SendOutcome, StillHeld } from './channel.ts';
import { outcomeOfStatus } from './http-outcome.ts';
import { createRedaction } from './redaction.ts';
import { lateBy, subjectOf, textOf } from './texts.ts';
import { type PostWebhook, WEBHOOK_LIMIT_MS } from './webhook-post.ts';

const SECOND = 1_000;
const CONCURRENCY = 64;

/** @param secrets the newest first */
export function createWebhookChannel({ secrets, post }: { secrets: string[]; post: PostWebhook }): Channel {
  async function deliver(
    { id, target }: Pick<OperatorNotice, 'id' | 'target'>,
    content: object,
    now: number,
    signal: AttemptSignal,
    stillHeld?: StillHeld,
  ): Promise<SendOutcome> {
    if (target.type !== 'webhook') return { outcome: 'refused', reason: 'not a webhook' };
    const answer = await post({ id, url: target.url, body: JSON.stringify(content), secrets }, now, signal, stillHeld);
    if ('notHeld' in answer) return { outcome: 'notHeld' };
    if ('failure' in answer) return { outcome: 'retry', reason: answer.failure, unknown: answer.unknown };
    if (answer.status >= 200 && answer.status < 300) return { outcome: 'accepted' };
    const { pathname, searchParams } = new URL(target.url);
    // A chat's address is its secret, and may be quoted.
    const redact = createRedaction([target.url, pathname, ...searchParams.values()]);
    return outcomeOfStatus(answer, redact(answer.body), now);
  }

  return {
    name: 'webhook',
    description: 'signed webhooks',
    concurrency: CONCURRENCY,
    attemptLimitMs: WEBHOOK_LIMIT_MS + SECOND,
    send: (message, now, signal, stillHeld) => deliver(message, notificationOf(message, now), now, signal, stillHeld),
    tell: (notice, now, signal, stillHeld) => deliver(notice, noticeOf(notice, now), now, signal, stillHeld),
    close: () => Promise.resolve(),
  };
}

const iso = (at: number): string => new Date(at).toISOString();

function notificationOf(message: Message, now: number): object {
  const { id, service, incident, level, levels, cycle, cycles, alerts, openAlerts, runbookUrl, next } = message;
  return {
    type: 'notification',
    timestamp: iso(message.levelBeganAt),
    data: {
      id,
      service: { ...service, url: message.serviceUrl },
      incident: { id: incident.id, openedAt: iso(incident.openedAt) },
      level,
      levels,
      cycle,
      cycles,
      alerts: alerts.map(({ firstAt, lastAt, ...alert }) => ({ ...alert, firstAt: iso(firstAt), lastAt: iso(lastAt) })),
      openAlerts,
      ...(runbookUrl !== undefined && { runbookUrl }),
      next: next && { at: iso(next.at), action: next.action },
      isLate: lateBy(message, now) !== null,
      ackUrl: message.ackUrl,
      subject: subjectOf(message),
      text: textOf(message, now),
    },
  };
}

const noticeOf = ({ id, subject, text }: OperatorNotice, now: number): object => ({
  type: 'notice',
  timestamp: iso(now),
  data: { id, subject, text },
});
