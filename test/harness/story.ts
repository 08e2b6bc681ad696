/**
 * The words that paging stories are told in: who is on call, what happens, how
 * long passes, who was notified. Every story is told twice, by a process that lives
 * and by one that is lost between any two lines (see story-world.ts).
 */
import type { SendOutcome } from '../../src/notify/channel.ts';
import type { ChannelName } from '../../src/policy/target.ts';
import { createStoryChecks } from './story-checks.ts';
import { createStoryEvents, type LastTold } from './story-events.ts';
import { createStoryWorld, type Style } from './story-world.ts';

export { STYLES, type Style, WORKS } from './story-world.ts';

export const ANA = 'ana@example.com';
export const MARC = '+33612345678';
export const ZOE = 'zoe@example.com';

export const REFUSES: SendOutcome = { outcome: 'refused', reason: 'no such mailbox' };
export const IS_DOWN: SendOutcome = { outcome: 'retry', reason: 'connection refused', unknown: false };

export type Story = Awaited<ReturnType<typeof startStory>>;

export async function startStory(style: Style, { channels = ['email', 'sms'] }: { channels?: ChannelName[] } = {}) {
  const world = await createStoryWorld(style, channels);
  const last: LastTold = { answer: null, deletion: null };
  return {
    ...createStoryEvents(world, last),
    ...createStoryChecks(world, last),
    stop: () => world.process().stop(),
  };
}
