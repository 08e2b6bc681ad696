/**
 * A channel that gets nothing through for five minutes is told to whoever runs the
 * pager, through another one. What each attempt came to becomes an event of the
 * channel's actor, and the chart decides: so it is told once, by all nodes together
 * and across restarts.
 */
import { type ChannelOutageContext, type ChannelOutageEffect, channelOutage } from '../machines/channel-outage.ts';
import { CHANNEL_NAMES, type ChannelName, type Target, targetKey } from '../policy/target.ts';
import { type ActorDefinition, type ActorEvent, defineActor, type NewDelivery } from '../runtime/definition.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';
import type { HostReply } from '../runtime/item.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { isUnreadable } from './failures.ts';
import { keptStep } from './kept-step.ts';

export const CHANNEL = 'channel';
export const OPERATOR_KIND = 'operator';
const addressOf = (channel: ChannelName) => `${CHANNEL}/${channel}`;

const SECOND = 1_000;
/** Failures are told that often at most, by each node. */
const TELL_EVERY_MS = 10 * SECOND;
/** Another node may have seen a failure: this one must tell its next success. */
const LOOK_EVERY_MS = 10 * SECOND;

/**
 * @param operators where whoever runs the pager is reached
 * @param release of this pager, for what it records
 */
export function createChannelActor(operators: Target[], release?: string): ActorDefinition {
  return defineActor({
    name: CHANNEL,
    machine: channelOutage,
    schema: 1,
    step: (taken) => ({
      answer: null,
      deliveries: (taken.effects as ChannelOutageEffect[]).flatMap((effect) => notices(taken.id, effect, operators)),
      timeline: taken.before.value === taken.after.value ? null : keptStep(`${CHANNEL}/${taken.id}`, taken, release),
      indexes: [],
      docs: [],
    }),
    isEssential: () => true,
    scope: () => '',
    describeTimer: (channel) => ({ name: 'channelOutage', data: { channel } }),
  });
}

/** One for each way to the operator that is not the one that fails. Told again of the same outage, it has the same id. */
function notices(channel: string, effect: ChannelOutageEffect, operators: Target[]): NewDelivery[] {
  const what = effect.type === 'tellDown' ? 'down' : 'works';
  return operators
    .filter(({ type }) => type !== channel)
    .map((target) => ({
      id: `channel~${channel}~${effect.since}~${what}~${target.type}`,
      kind: OPERATOR_KIND,
      scope: null,
      timeline: null,
      payload: {
        target: targetKey(target),
        channel,
        what,
        since: String(effect.since),
        reason: 'reason' in effect ? effect.reason : '',
      },
    }));
}

export type ChannelOutages = ReturnType<typeof createChannelOutages>;

export function createChannelOutages({
  channels,
  send,
  load,
}: {
  /** Those that are configured. */
  channels: ChannelName[];
  send: (address: string, event: ActorEvent) => Promise<HostReply<unknown>>;
  load: (address: string) => Promise<LoadedActor>;
}) {
  /** As far as this node knows: nothing failed since something was accepted. */
  const working = new Set<ChannelName>();
  const toldAt = new Map<ChannelName, number>();
  let looking: NodeJS.Timeout | undefined;

  async function look(channel: ChannelName): Promise<void> {
    const actor = await load(addressOf(channel));
    if (actor.snapshot.matches('working')) working.add(channel);
    else working.delete(channel);
  }

  async function report(channel: ChannelName, event: ActorEvent): Promise<void> {
    const reply = await send(addressOf(channel), event).catch(() => null);
    // Not told: the next outcome is.
    if (reply && !('refused' in reply)) return;
    working.delete(channel);
    toldAt.delete(channel);
  }

  return {
    attempted(channel: ChannelName, outcome: AttemptOutcome, at: number): void {
      if (outcome.state === 'accepted') {
        if (working.has(channel)) return;
        working.add(channel);
        toldAt.delete(channel);
        void report(channel, { type: 'accepted' });
      } else if ('reason' in outcome) {
        working.delete(channel);
        if (at - (toldAt.get(channel) ?? 0) < TELL_EVERY_MS) return;
        toldAt.set(channel, at);
        void report(channel, { type: 'failed', reason: outcome.reason } as ActorEvent);
      }
    },

    /** Since when each channel that is down has failed, epoch ms. */
    async down(): Promise<Map<ChannelName, { since: number; reason: string }>> {
      const found = new Map<ChannelName, { since: number; reason: string }>();
      for (const channel of CHANNEL_NAMES) {
        const actor = await load(addressOf(channel)).catch((error) =>
          isUnreadable(error) ? null : Promise.reject(error),
        );
        if (!actor) continue;
        const { snapshot } = actor;
        const { failingSince, reason } = snapshot.context as ChannelOutageContext;
        if (snapshot.hasTag('down') && failingSince !== null) found.set(channel, { since: failingSince, reason });
      }
      return found;
    },

    start(): void {
      const lookAtAll = () => {
        // A Redis that is away is told elsewhere.
        for (const channel of channels) look(channel).catch(() => working.delete(channel));
      };
      lookAtAll();
      looking = setInterval(lookAtAll, LOOK_EVERY_MS);
    },
    stop: () => clearInterval(looking),
  };
}
