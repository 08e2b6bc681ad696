/** Which channels are set up, and when each last worked or failed. For people: no decision depends on it. */
import type { Channel } from '../notify/channel.ts';
import { CHANNEL_NAMES, type ChannelName } from '../policy/target.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';
import type { Journal } from '../runtime/journal.ts';
import type { ChannelOutages } from './channel-outages.ts';
import type { ChannelView } from './types.ts';

/** Written at most that often for each channel and kind of outcome. */
const WRITE_EVERY_MS = 5_000;

interface LastOutcome {
  at: number;
  reason?: string;
}

export function createChannelHealth({
  journal,
  channels,
  down,
}: {
  journal: Journal;
  channels: Map<ChannelName, Channel>;
  down: ChannelOutages['down'];
}) {
  const writtenAt = new Map<string, number>();

  return {
    attempted(channel: ChannelName, outcome: AttemptOutcome, at: number): void {
      if (outcome.state === 'superseded' || outcome.state === 'previewed') return;
      const name = `channel:${channel}:${outcome.state === 'accepted' ? 'accepted' : 'failed'}`;
      if (at - (writtenAt.get(name) ?? 0) < WRITE_EVERY_MS) return;
      writtenAt.set(name, at);
      const last: LastOutcome = { at, ...('reason' in outcome && { reason: outcome.reason }) };
      journal.push(name, last, 1).catch(() => writtenAt.delete(name));
    },

    async views(): Promise<ChannelView[]> {
      const failing = await down();
      return await Promise.all(
        CHANNEL_NAMES.map(async (name) => {
          const [accepted] = await journal.read<LastOutcome>(`channel:${name}:accepted`);
          const [failed] = await journal.read<LastOutcome>(`channel:${name}:failed`);
          const channel = channels.get(name);
          return {
            name,
            configured: channel !== undefined,
            description: channel?.description ?? null,
            lastAcceptedAt: accepted?.at ?? null,
            lastFailedAt: failed?.at ?? null,
            lastFailure: failed?.reason ?? null,
            failingSince: failing.get(name)?.since ?? null,
          };
        }),
      );
    },
  };
}
