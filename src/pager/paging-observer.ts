/** Tells the figures of paging from what the runtime does besides: the self-check and the channels' own actors are not counted. */
import { CHANNEL_NAMES } from '../policy/target.ts';
import type { Observation, Observe } from '../runtime/observation.ts';
import { type Decision, decisionsOf, isAboutService } from './decision.ts';

export function createPagingObserver({
  observe,
  onDecision,
}: {
  observe: Observe | undefined;
  onDecision: ((decision: Decision) => void) | undefined;
}): Observe {
  return (observation) => {
    if (!isAboutPaging(observation)) return;
    observe?.(observation);
    if (onDecision) for (const decision of decisionsOf(observation)) onDecision(decision);
  };
}

function isAboutPaging(observation: Observation): boolean {
  // Nobody wants to miss that, whatever it is about.
  if (observation.type === 'unreadable_record' || observation.type === 'timer_not_taken') return true;
  if ('kind' in observation && !CHANNEL_NAMES.some((name) => name === observation.kind)) return false;
  return !('actor' in observation) || isAboutService(observation.actor);
}
