/** The queue of one subscription and incident as the runtime's actor: the attempts that it orders, and the log of what was told. */
import type { AnyMachineSnapshot } from 'xstate';
import {
  type WebhookQueueContext,
  type WebhookQueueEffect,
  type WebhookQueueEvent,
  webhookQueue,
} from '../machines/webhook-queue.ts';
import { type ActorDefinition, defineActor, type NewDelivery, type Step } from '../runtime/definition.ts';
import { keptStep } from './kept-step.ts';
import { parseQueueId, WEBHOOK } from './webhook-news.ts';
import { noteTold, noteWaiting } from './webhook-standing.ts';
import type { WebhookDelivery } from './webhook-types.ts';

/** The kind of its deliveries; `webhook` is the channel's. */
export const SUBSCRIPTION_KIND = 'subscription';
/** Queues that have told all, by when; entries of all logs, by when what they tell of happened. */
export const FINISHED_QUEUES = 'webhook-finished';
export const LOGGED = 'webhook-log';
export const logOf = (webhookId: string) => `webhook/${webhookId}`;
export const logDoc = (webhookId: string, deliveryId: string) => `webhook/${webhookId}/${deliveryId}`;

/** The line of the timeline is how it is found again. */
export type StoredWebhookDelivery = WebhookDelivery & { line: number };

/** @param release of this pager, for what it records */
export function createWebhookQueueActor(release?: string): ActorDefinition {
  return defineActor<WebhookQueueEvent, null>({
    name: WEBHOOK,
    machine: webhookQueue,
    schema: 1,
    step(taken) {
      const { id, at, before, after, effects } = taken;
      const logged = (effects as WebhookQueueEffect[]).flatMap((effect) =>
        effect.type === 'told' ? [logEntry(id, effect, at)] : [],
      );
      return {
        answer: null,
        deliveries: (effects as WebhookQueueEffect[]).flatMap((effect) =>
          effect.type === 'attempt' ? [attempt(id, effect)] : [],
        ),
        timeline: isTrouble(before, after) ? keptStep(`${WEBHOOK}/${id}`, taken, release) : null,
        indexes: [
          ...logged.flatMap(({ indexes }) => indexes),
          ...waiting(id, before, after, logged.length > 0),
          ...ending(id, at, before, after),
        ],
        docs: logged.flatMap(({ docs }) => docs),
      };
    },
    isEssential: () => true,
    scope: () => '',
    describeTimer(id) {
      const { webhookId, incidentId } = parseQueueId(id);
      return { name: 'webhookRetry', data: { webhook: webhookId, incident: incidentId } };
    },
    sanitize: ({ type, at }) => ({ type, at }),
  }) as unknown as ActorDefinition;
}

/** Of a queue that works nothing is kept but its log. */
function isTrouble(before: AnyMachineSnapshot, after: AnyMachineSnapshot): boolean {
  const tries = (snapshot: AnyMachineSnapshot) => (snapshot.context as WebhookQueueContext).tries;
  return tries(before) !== tries(after) || (tries(before) > 0 && before.value !== after.value);
}

function attempt(id: string, effect: Extract<WebhookQueueEffect, { type: 'attempt' }>): NewDelivery {
  const { attempt: number, line, again } = effect;
  return {
    id: `webhook~${id}~${again ? 'r' : ''}${number}`,
    kind: SUBSCRIPTION_KIND,
    scope: null,
    timeline: null,
    payload: {
      attempt: String(number),
      line: String(line),
      ...(again && { was: again.was, tries: String(again.tries) }),
    },
  };
}

function logEntry(
  queueId: string,
  { message, state, tries, reason, nextAt }: Extract<WebhookQueueEffect, { type: 'told' }>,
  at: number,
): Pick<Step<unknown>, 'indexes' | 'docs'> {
  const { webhookId, incidentId } = parseQueueId(queueId);
  const entry: StoredWebhookDelivery = {
    ...message,
    incidentId,
    state: state as WebhookDelivery['state'],
    tries,
    lastAttemptAt: at,
    nextAttemptAt: nextAt,
    reason,
  };
  return {
    indexes: [
      { index: logOf(webhookId), member: message.id, score: message.at },
      { index: LOGGED, member: `${webhookId}/${message.id}`, score: at },
      ...noteTold(webhookId, state, reason, at),
    ],
    docs: [{ name: logDoc(webhookId, message.id), value: JSON.stringify(entry) }],
  };
}

/** What is next was not taken, and is tried again. Said anew with all that is told: a release before this one did not say it. */
function waiting(id: string, before: AnyMachineSnapshot, after: AnyMachineSnapshot, isTold: boolean) {
  const was: WebhookQueueContext = before.context;
  const { tries, triedSince }: WebhookQueueContext = after.context;
  if (!isTold && was.tries === 0 && tries === 0) return [];
  return [noteWaiting(parseQueueId(id).webhookId, id, tries > 0 ? triedSince : null)];
}

function ending(id: string, at: number, before: AnyMachineSnapshot, after: AnyMachineSnapshot) {
  const was = before.hasTag('finished');
  const is = after.hasTag('finished');
  return was === is ? [] : [{ index: FINISHED_QUEUES, member: id, score: is ? at : null }];
}
