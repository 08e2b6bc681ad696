/** Attempts what whoever runs the pager is told about the pager itself, through the channel of its target. */
import type { Channel } from '../notify/channel.ts';
import { outageNotice } from '../notify/outage-notice.ts';
import { type ChannelName, parseTargetKey } from '../policy/target.ts';
import type { DeliveryHandler } from '../runtime/delivery-handler.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';

const ATTEMPT_LIMIT_MS = 30_000;

export function createOperatorHandler({
  channels,
  attempted,
}: {
  channels: Map<ChannelName, Channel>;
  attempted: (channel: ChannelName, outcome: AttemptOutcome) => void;
}): DeliveryHandler {
  return {
    concurrency: 2,
    attemptLimitMs: ATTEMPT_LIMIT_MS,
    isForgotten: true,
    async attempt({ id, payload }, { now, signal, stillHeld }) {
      const target = parseTargetKey(payload.target ?? '');
      const channel = channels.get(target.type);
      if (!channel) return { state: 'refused', reason: `no ${target.type} channel is configured` };
      const { subject, text } = outageNotice(
        {
          channel: payload.channel as ChannelName,
          what: payload.what === 'works' ? 'works' : 'down',
          since: Number(payload.since),
          reason: payload.reason ?? '',
        },
        now,
      );
      const { outcome: state, ...rest } = await channel.tell({ id, target, subject, text }, now, signal, stillHeld);
      const outcome = { state, ...rest } as AttemptOutcome;
      if (state !== 'notHeld') attempted(target.type, outcome);
      return outcome;
    },
  };
}
