/** A message that tries a channel: it says that it is a test, and is about no incident. Not more often than every ten seconds. */
import { nanoid } from 'nanoid';
import type { Channel } from '../notify/channel.ts';
import { SECOND } from '../policy/duration.ts';
import type { ChannelName, Target } from '../policy/target.ts';
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { AttemptOutcome } from '../runtime/delivery-outcome.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Refusal } from './refusal.ts';

const EVERY_MS = 10 * SECOND;

export interface ChannelTest {
  /** `failed`: it may work later. */
  outcome: 'accepted' | 'failed' | 'refused';
  reason: string | null;
}

export function createChannelTest({
  channels,
  attempted,
  redis,
  keys,
  now,
}: {
  channels: Map<ChannelName, Channel>;
  attempted: (channel: ChannelName, outcome: AttemptOutcome) => void;
  redis: CommitConnection;
  keys: Keyspace;
  now: () => number;
}): (name: string, target: Target, by: string | null) => Promise<ChannelTest | Refusal> {
  return async (name, target, by) => {
    const channel = [...channels.values()].find((one) => one.name === name);
    if (!channel) return { refused: 'not_found', detail: `no channel "${name}" is configured` };
    // On all nodes together: whoever is tested with did not ask to be flooded.
    const free = await redis.set(keys.cfg(`channel-test:${name}`), '1', 'PX', EVERY_MS, 'NX');
    if (free !== 'OK') return { refused: 'too_soon', detail: 'this channel was tested within the last ten seconds' };
    const notice = {
      id: nanoid(),
      target,
      subject: 'TEST [Pager] This channel works',
      text: `TEST: a message from Pager${by === null ? '' : `, sent by ${by}`}. Nothing is wrong, and there is nothing to do.`,
    };
    const sent = await channel.tell(notice, now(), AbortSignal.timeout(channel.attemptLimitMs));
    const { outcome: state, ...rest } = sent;
    if (state !== 'notHeld') attempted(channel.name, { state, ...rest } as AttemptOutcome);
    if (sent.outcome === 'accepted') return { outcome: 'accepted', reason: null };
    if (sent.outcome === 'refused') return { outcome: 'refused', reason: sent.reason };
    return { outcome: 'failed', reason: sent.outcome === 'retry' ? sent.reason : null };
  };
}
