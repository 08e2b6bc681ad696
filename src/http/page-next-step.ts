/** What comes next if nobody does anything, as one sentence. */
import { momentOf } from '../notify/texts.ts';
import type { IncidentView } from '../pager/incident-types.ts';
import { timeUntil } from './page-times.ts';

type Waiting = Pick<IncidentView, 'nextEscalationAt' | 'nextAction' | 'level' | 'state'>;

/** @param people whom the next level reaches, in the form in which the reader may see them */
export function nextStepSentence(
  { nextEscalationAt: at, nextAction, level, state }: Waiting,
  people: string,
  now: number,
): string {
  if (at === null || nextAction === null) {
    if (state === 'exhausted')
      return 'Every level was notified and nobody is left: it waits for somebody to acknowledge.';
    if (state === 'acked') return 'Nobody else is notified while it is acknowledged.';
    return '';
  }
  const when = `${momentOf(at, now)} (${timeUntil(at, now)})`;
  const reached = people ? `: ${people}` : '';
  switch (nextAction) {
    case 'level':
      return `If nobody acknowledges by ${when}, level ${level + 1} is notified${reached}.`;
    case 'repeat':
      return `If nobody acknowledges by ${when}, level 1 is notified again${reached}.`;
    case 'exhausted':
      return `If nobody acknowledges by ${when}, nobody is left to notify: this is the last level.`;
    case 'ackExpiry':
      return `If it is still open at ${when}, the acknowledgement expires and level 1 is notified again.`;
    case 'snoozeEnd':
      return `It is snoozed until ${when}: if it is still open then, level 1 is notified again.`;
  }
}
