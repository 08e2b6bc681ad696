/** Attempts a notification: what the incident looks like now, in the words of its channel, through that channel. */
import type { ServiceContext } from '../machines/service-context.ts';
import { nextAction, type ServiceSnapshot } from '../machines/service-view.ts';
import type { AckTokens } from '../notify/ack-token.ts';
import type { Channel, Message } from '../notify/channel.ts';
import { SEVERITIES } from '../policy/alert.ts';
import { CHANNEL_NAMES, type ChannelName, parseTargetKey } from '../policy/target.ts';
import type { DeliveryHandler } from '../runtime/delivery-handler.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { incidentIdOf } from './incident-id.ts';
import type { NextAction } from './incident-types.ts';
import type { PlanStore } from './plan-store.ts';
import { addressOf } from './service-actor.ts';
import type { NameSource } from './source-names.ts';
import type { OutboxMessage } from './types.ts';
import { nextEscalationAt } from './views.ts';

/** A message lists no more alerts than that; it says how many there are. */
const ALERTS_LISTED = 10;
/** A service's name and runbook may be so old: nobody's page waits for them. */
const WORDS_AS_OF_MS = 1_000;
const PREVIEW_CONCURRENCY = 50;
const PREVIEW_LIMIT_MS = 10_000;

/** It comes of the policy's running on, not of an acknowledgement that ends. */
const isOfPolicy = (action: NextAction) => action !== 'ackExpiry' && action !== 'snoozeEnd';

export interface NotifyDependencies {
  channels: Map<ChannelName, Channel>;
  tokens: AckTokens;
  publicUrl: string;
  plans: PlanStore;
  nameSource: NameSource;
  recent: (address: string) => LoadedActor | Promise<LoadedActor>;
  load: (address: string) => Promise<LoadedActor>;
  /** Where messages go while no channel is configured at all. */
  preview: (message: OutboxMessage) => Promise<void>;
  previewText: (message: Message, now: number) => { subject: string; text: string };
  /** Told how each attempt ended, for the channel's health. */
  attempted: (channel: ChannelName, outcome: AttemptOutcome) => void;
}

export function createNotifyHandlers(dependencies: NotifyDependencies): Map<string, DeliveryHandler> {
  return new Map(CHANNEL_NAMES.map((name) => [name, createHandler(name, dependencies)]));
}

function createHandler(name: ChannelName, dependencies: NotifyDependencies): DeliveryHandler {
  const channel = dependencies.channels.get(name);
  return {
    concurrency: channel?.concurrency ?? PREVIEW_CONCURRENCY,
    attemptLimitMs: channel?.attemptLimitMs ?? PREVIEW_LIMIT_MS,
    async attempt(delivery, { now, signal, stillHeld }) {
      if (!channel && dependencies.channels.size > 0) {
        return { state: 'refused', reason: `no ${name} channel is configured` };
      }
      const message = await composeMessage(delivery, dependencies);
      if (!message) return { state: 'superseded' };
      if (!(await stillHeld())) return { state: 'notHeld' };
      const outcome = channel
        ? toOutcome(await channel.send(message, now, signal, stillHeld))
        : await preview(message, now, dependencies);
      if (outcome.state !== 'notHeld') dependencies.attempted(name, outcome);
      return outcome;
    },
  };
}

function toOutcome(sent: Awaited<ReturnType<Channel['send']>>): AttemptOutcome {
  const { outcome, ...rest } = sent;
  return { state: outcome, ...rest } as AttemptOutcome;
}

async function preview(
  message: Message,
  now: number,
  { preview: put, previewText }: NotifyDependencies,
): Promise<AttemptOutcome> {
  const { subject, text } = previewText(message, now);
  await put({
    notificationId: message.id,
    incidentId: message.incident.id,
    target: message.target,
    at: now,
    subject,
    text,
  });
  return { state: 'previewed' };
}

/** Null when the incident that it is about is not open any more. */
async function composeMessage(
  { id, actor: address, createdAt, timeline: uid, payload }: Parameters<DeliveryHandler['attempt']>[0],
  { tokens, publicUrl, plans, nameSource, recent, load }: NotifyDependencies,
): Promise<Message | null> {
  const serviceId = address.slice(addressOf('').length);
  const incidentOf = ({ snapshot }: LoadedActor) => (snapshot.context as ServiceContext).incident;
  const known = await recent(address);
  // What this node last heard of may be an incident before this one: only the record can say that this one is over.
  const actor = incidentOf(known)?.uid === uid ? known : await load(address);
  const incident = incidentOf(actor);
  if (!incident || incident.uid !== uid) return null;
  const alerts = Object.values(incident.alerts).sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.firstAt - b.firstAt,
  );
  const asked = plans.getService(serviceId, performance.now() - WORDS_AS_OF_MS);
  const named = alerts.slice(0, ALERTS_LISTED).map(nameSource);
  const service = (await asked)?.value;
  const listed: typeof alerts = [];
  for (const alert of named) listed.push(await alert);
  const action = nextAction(actor.snapshot as unknown as ServiceSnapshot);
  const dueAt = nextEscalationAt(actor);
  const isCurrent = incident.level === Number(payload.level) && incident.cycle === Number(payload.cycle);
  return {
    id,
    target: parseTargetKey(payload.target ?? ''),
    service: { id: serviceId, name: service?.name ?? incident.serviceName },
    incident: { id: incidentIdOf(serviceId, incident.number), openedAt: incident.openedAt },
    ...(incident.test && { test: incident.test }),
    level: Number(payload.level),
    levels: incident.plan.levels.length,
    cycle: Number(payload.cycle),
    cycles: incident.lastCycle,
    alerts: listed,
    openAlerts: alerts.length + incident.more.length,
    ...(service?.runbookUrl !== undefined && { runbookUrl: service.runbookUrl }),
    levelBeganAt: createdAt,
    next: isCurrent && action && isOfPolicy(action) && dueAt !== null ? { at: dueAt, action } : null,
    ackUrl: `${publicUrl}/a/${tokens.mint(id)}`,
    serviceUrl: `${publicUrl}/services/${serviceId}`,
  };
}
