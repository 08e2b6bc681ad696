/**
 * A machine run once more, on a copy: the same fold as in production, at the times that
 * are said, and nothing of it is stored or sent.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { ActorDefinition, ActorEvent, Effect } from '../runtime/definition.ts';
import { fold, initialActor } from '../runtime/fold.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { Timers } from '../runtime/timers.ts';
import type { ShownTimer } from './inspection-types.ts';

export interface ReplayedStep {
  at: number;
  event: ActorEvent;
  before: AnyMachineSnapshot;
  after: AnyMachineSnapshot;
  effects: Effect[];
  timers: Timers;
  /** The same, with when each was armed. */
  armed: ShownTimer[];
  /** When the timer was due that this event is; null where it is none, or was not armed. */
  dueAt: number | null;
}

export interface Replay {
  /** An event, or a timer of this machine by the type of its event. */
  take(event: ActorEvent, at: number): ReplayedStep;
  /** Every timer that is due by then, in order, so many at most. */
  takeDue(by: number, most: number): ReplayedStep[];
  timers(): Timers;
  snapshot(): AnyMachineSnapshot;
}

/** @param context of the machine before its first event, where it is not the initial one */
export function startReplay(ran: ActorDefinition, context: Record<string, unknown> = {}): Replay {
  return resumeReplay(ran, withContext(initialActor(bare(ran)).snapshot, context), {});
}

/** From any state of it, with what is armed there. */
export function resumeReplay(ran: ActorDefinition, snapshot: AnyMachineSnapshot, timers: Timers): Replay {
  const definition = bare(ran);
  let actor: LoadedActor = { ...initialActor(definition), snapshot, timers };
  const armedAt = new Map<string, number>();
  let count = 0;
  const replay: Replay = {
    snapshot: () => actor.snapshot,
    timers: () => actor.timers,
    take(event, at) {
      const before = actor.snapshot;
      const due = Object.values(actor.timers).find((timer) => timer.event === event.type);
      const input = due ? { timer: { identity: due.identity } } : { event, mergeable: false };
      count += 1;
      const folded = fold(definition, '', actor, [input], { at, commitId: String(count), leavesTimer: () => false });
      actor = { ...actor, snapshot: folded.snapshot, timers: folded.timers };
      for (const { identity } of folded.armed) armedAt.set(identity, at);
      const armed = Object.values(folded.timers).map(({ identity, event: type, dueAt }) => ({
        event: type,
        armedAt: armedAt.get(identity) ?? at,
        dueAt,
      }));
      const effects = folded.steps.flatMap((step) => (step.taken ? (step.answer as Effect[]) : []));
      return {
        at,
        event,
        before,
        after: folded.snapshot,
        effects,
        timers: folded.timers,
        armed,
        dueAt: due?.dueAt ?? null,
      };
    },
    takeDue(by, most) {
      const steps: ReplayedStep[] = [];
      while (steps.length < most) {
        const [next] = Object.values(actor.timers).sort((a, b) => a.dueAt - b.dueAt);
        if (!next || next.dueAt > by) break;
        steps.push(replay.take({ type: next.event }, next.dueAt));
      }
      return steps;
    },
  };
  return replay;
}

/** The machine alone: what it orders is the answer, and goes nowhere. */
function bare({ machine, name }: Pick<ActorDefinition, 'machine' | 'name'>): ActorDefinition {
  return {
    machine,
    name,
    schema: 1,
    step: ({ effects }) => ({ answer: effects, deliveries: [], timeline: null, indexes: [], docs: [] }),
    scope: () => '',
    describeTimer: () => ({ name, data: {} }),
  };
}

const withContext = (snapshot: AnyMachineSnapshot, context: Record<string, unknown>): AnyMachineSnapshot =>
  Object.assign(Object.create(Object.getPrototypeOf(snapshot)), snapshot, {
    context: { ...snapshot.context, ...context },
  });
