/**
 * Folds a batch of events through the machine's pure transitions. What comes
 * out is everything one commit writes. Pure but for `leavesTimer`, which decides how
 * promptly somebody is woken and nothing else: a conflict is simply folded again.
 */
import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition } from 'xstate';
import type { ActorDefinition, ActorEvent, Effect, NewDelivery, Refused, Step } from './definition.ts';
import { pureTransition } from './pure-transition.ts';
import type { LoadedActor } from './record.ts';
import { identityOf, type Timers } from './timers.ts';

/** A timer that is said to be due: taken only if the actor, at this place in the batch, still holds it. */
export interface DueTimer {
  identity: string;
}

export type FoldInput<Event> = { event: Event; mergeable: boolean } | { timer: DueTimer };

export interface ArmedTimer {
  identity: string;
  event: string;
  dueAt: number;
}

export type FoldedStep<Event, Answer> =
  | (Step<Answer> & {
      taken: true;
      event: Event;
      before: AnyMachineSnapshot;
      after: AnyMachineSnapshot;
      alarm: boolean;
    })
  /** An event that the definition refuses; null: a timer that the actor no longer holds, which is no event. */
  | { taken: false; refusal: Refused | null };

export interface Folded<Event, Answer> {
  snapshot: AnyMachineSnapshot;
  timers: Timers;
  armed: ArmedTimer[];
  /** Identities that the actor held before and holds no more. */
  disarmed: string[];
  deliveries: NewDelivery[];
  /** One for each input, in order; inputs that were merged share theirs. */
  steps: FoldedStep<Event, Answer>[];
}

const initialSnapshots = new WeakMap<AnyStateMachine, AnyMachineSnapshot>();

/** The state of an actor that was never stored: the same for all of a machine, so it is worked out once. */
export function initialActor({ name, machine }: ActorDefinition): LoadedActor {
  let snapshot = initialSnapshots.get(machine);
  if (!snapshot) {
    const [initial, actions] = initialTransition(machine);
    if (actions.length > 0) throw new Error(`${name}: the initial state may have no actions`);
    snapshot = initial as AnyMachineSnapshot;
    initialSnapshots.set(machine, snapshot);
  }
  return { commitId: '', version: 0, scope: '', snapshot, timers: {}, size: 0 };
}

/** @throws what a guard, an assign or a delay threw: nothing is stored then */
export function fold<Event extends ActorEvent, Answer>(
  definition: ActorDefinition<Event, Answer>,
  id: string,
  actor: LoadedActor,
  inputs: FoldInput<Event>[],
  { at, commitId, leavesTimer }: { at: number; commitId: string; leavesTimer: (dueAt: number) => boolean },
): Folded<Event, Answer> {
  const timers: Timers = { ...actor.timers };
  const steps: FoldedStep<Event, Answer>[] = [];
  const deliveries: NewDelivery[] = [];
  let snapshot = actor.snapshot;
  let armedCount = 0;

  for (let i = 0; i < inputs.length; i++) {
    const input = mergeAhead(definition, inputs, i, snapshot);
    const event = 'timer' in input ? takeTimer(timers, input.timer, at) : stamped(input.event, at);
    if (event === null) {
      steps.push({ taken: false, refusal: null });
      continue;
    }
    const before = snapshot;
    const { after, actions } = pureTransition(definition.machine, before, event);
    const typed = event as unknown as Event;
    const effects = effectsOf(definition, actions as unknown as MachineAction[]);
    const step = definition.step({ id, at, event: typed, before, after, effects });
    if ('refused' in step) {
      // Kept, a timer would come again and again; and whoever repeats an event with a key must find its answer.
      if ('timer' in input || !input.mergeable) {
        throw new Error(`${definition.name}: neither a due timer nor an event with an idempotency key can be refused`);
      }
      for (let merged = input.merged; merged >= 0; merged--) steps.push({ taken: false, refusal: step });
      i += input.merged;
      continue;
    }
    const cancelled: Timers = {};
    // In order: one step may cancel and raise the same timer (re-entry), or raise and cancel it (passing through).
    for (const action of actions as unknown as MachineAction[]) {
      if (action.type === 'xstate.raise' && action.params.delay !== undefined) {
        const { id: sendId, delay, event: raised } = action.params;
        const dueAt = at + delay;
        const own = `${commitId}.${armedCount++}`;
        const identity = identityOf(own, dueAt, cancelled[sendId] ?? null, leavesTimer(dueAt));
        timers[sendId] = { identity, event: raised.type, dueAt };
      } else if (action.type === 'xstate.cancel') {
        const held = timers[action.params.sendId];
        if (held) cancelled[action.params.sendId] = held;
        delete timers[action.params.sendId];
      }
    }
    snapshot = after;
    deliveries.push(...step.deliveries);
    const alarm = 'timer' in input && after === before && actions.length === 0;
    const folded = { taken: true as const, event: typed, before, after: snapshot, alarm, ...step };
    steps.push(folded);
    for (let merged = input.merged; merged > 0; merged--, i++) steps.push(folded);
  }
  return { snapshot, timers, deliveries, steps, ...difference(actor.timers, timers) };
}

/** The boundary with XState's action objects, whose types do not narrow `params` by `type`. */
type MachineAction =
  | { type: 'xstate.raise'; params: { id: string; delay?: number; event: { type: string } } }
  | { type: 'xstate.cancel'; params: { sendId: string } }
  | { type: 'xstate.emit'; params: { event: Effect } }
  | { type: `${string}.`; params: unknown };

function effectsOf({ name }: { name: string }, actions: MachineAction[]): Effect[] {
  const effects: Effect[] = [];
  for (const action of actions) {
    if (action.type === 'xstate.emit') effects.push(action.params.event);
    else if (action.type !== 'xstate.raise' && action.type !== 'xstate.cancel') {
      throw new Error(`${name}: action ${action.type} is not an emit; machines here have no other effects`);
    }
  }
  return effects;
}

/** The input with its followers that the machine may see as one event, judged in the state that it will meet. */
function mergeAhead<Event extends ActorEvent, Answer>(
  definition: ActorDefinition<Event, Answer>,
  inputs: FoldInput<Event>[],
  index: number,
  snapshot: AnyMachineSnapshot,
): FoldInput<Event> & { merged: number } {
  const first = inputs[index] as FoldInput<Event>;
  if ('timer' in first || !first.mergeable || !definition.merge) return { merged: 0, ...first };
  let event = first.event;
  let merged = 0;
  for (let next = inputs[index + 1]; next && 'event' in next && next.mergeable; next = inputs[index + 1 + merged]) {
    const both = definition.merge(event, next.event, snapshot);
    if (!both) break;
    event = both;
    merged++;
  }
  return { event, mergeable: true, merged };
}

/** Whatever it says itself. (Begun with a spread, the object would be dearer to add to.) */
function stamped<Event extends ActorEvent>(event: Event, at: number): Event & { at: number } {
  const whole = { at, ...event };
  whole.at = at;
  return whole;
}

function takeTimer(timers: Timers, due: DueTimer, at: number): { type: string; at: number } | null {
  const held = Object.entries(timers).find(([, timer]) => timer.identity === due.identity);
  if (!held) return null;
  delete timers[held[0]];
  return { type: held[1].event, at };
}

/** By identity, not by name: the same name armed again is another timer. */
function difference(before: Timers, after: Timers): { armed: ArmedTimer[]; disarmed: string[] } {
  const had = new Set(Object.values(before).map(({ identity }) => identity));
  const has = new Set(Object.values(after).map(({ identity }) => identity));
  return {
    armed: Object.values(after).filter(({ identity }) => !had.has(identity)),
    disarmed: [...had].filter((identity) => !has.has(identity)),
  };
}
