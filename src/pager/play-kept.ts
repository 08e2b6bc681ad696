/**
 * The kept steps of an actor, each taken once more from the state that it was taken
 * from, and compared with what it came to. Where something lies between two of them,
 * that is a step of its own which says so.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { ActorDefinition, Effect } from '../runtime/definition.ts';
import type { Timers } from '../runtime/timers.ts';
import type { ShownStep } from './inspection-types.ts';
import { type KeptLine, withoutWords } from './kept-step.ts';
import { type ReplayedStep, resumeReplay } from './replay.ts';
import { shownGap, shownStep } from './shown-step.ts';

/** @param timersIn what the machine has armed in a state, where its context says so */
export function playKept(
  definition: ActorDefinition,
  lines: KeptLine[],
  timersIn: (snapshot: AnyMachineSnapshot) => Timers = () => ({}),
): ShownStep[] {
  let last: AnyMachineSnapshot | null = null;
  return lines.flatMap((line) => {
    const before = stateOf(definition, line);
    if (!before) return [unknownState(line)];
    const earlier: AnyMachineSnapshot = last ?? definition.machine.getInitialSnapshot(undefined as never);
    const replayed = resumeReplay(definition, before, timersIn(before)).take(line.event, line.at);
    const step = shownStep(definition, {
      ...replayed,
      differs: differenceOf(line, replayed),
      recordedBy: line.release ?? null,
    });
    const gap = shownGap({ at: line.at, before: earlier, after: before, timers: timersIn(before), isFirst: !last });
    last = replayed.after;
    return gap ? [gap, step] : [step];
  });
}

/** Null: this release has no such state. */
function stateOf({ machine }: ActorDefinition, { from }: KeptLine): AnyMachineSnapshot | null {
  try {
    return machine.resolveState(from as Parameters<typeof machine.resolveState>[0]) as AnyMachineSnapshot;
  } catch {
    return null;
  }
}

function differenceOf({ to, effects }: KeptLine, { after, effects: now }: ReplayedStep): ShownStep['differs'] {
  const [recorded, recomputed] = [told(to, effects), told(after.value, now)];
  return recorded === recomputed ? null : { recorded, recomputed };
}

const told = (value: unknown, effects: Effect[]) => JSON.stringify({ state: value, effects }, withoutWords);

function unknownState({ at, event, from, to, effects, release }: KeptLine): ShownStep {
  return {
    at,
    event: { type: event.type },
    texts: [],
    taken: [],
    changed: true,
    stoppedBy: null,
    effects: [],
    lateMs: null,
    differs: { recorded: told(to, effects), recomputed: `there is no state ${JSON.stringify(from.value)}` },
    recordedBy: release ?? null,
    active: [],
    timers: [],
    changes: [],
  };
}
