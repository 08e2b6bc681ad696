/** Which transitions of a chart an event took, by the names that the chart's arrows have. Pure. */
import { type AnyMachineSnapshot, type AnyStateMachine, getMicrosteps, type TransitionDefinition } from 'xstate';

type AnyTransition = TransitionDefinition<never, never>;

/** In the order in which they were taken: that of the event first, then those that needed none. */
export function takenTransitions(
  machine: AnyStateMachine,
  before: AnyMachineSnapshot,
  event: { type: string },
): string[] {
  const ofEvent = (machine.getTransitionData(before, event as never) ?? []) as unknown as AnyTransition[];
  if (ofEvent.length === 0) return [];
  const snapshots = getMicrosteps(machine, before, event as never).map(([snapshot]) => snapshot as AnyMachineSnapshot);
  const eventless = snapshots.slice(0, -1).map((from, index) => eventlessFrom(from, snapshots[index + 1]));
  return [...ofEvent.map(nameOf), ...eventless.filter((name) => name !== null)];
}

/** One of several without an event is known by where it led. */
function eventlessFrom(from: AnyMachineSnapshot, to: AnyMachineSnapshot | undefined): string | null {
  const candidates = from._nodes.flatMap((node) => node.always ?? []) as unknown as AnyTransition[];
  const entered = new Set(to?._nodes.map(({ id }) => id));
  const taken = candidates.find(({ target }) => target?.some(({ id }) => entered.has(id)));
  return taken ? nameOf(taken) : null;
}

function nameOf(transition: AnyTransition): string {
  const { source } = transition;
  const eventType: string = transition.eventType;
  const all = eventType === '' ? (source.always ?? []) : (source.transitions.get(eventType) ?? []);
  return `${source.id}|${eventType}|${all.indexOf(transition as never)}`;
}

/** The guards that an event met in this state and that said no, by name. */
export function guardsMet(snapshot: AnyMachineSnapshot, eventType: string): string[] {
  const candidates = snapshot._nodes.flatMap((node) => node.transitions.get(eventType) ?? []);
  return [...new Set(candidates.flatMap(({ guard }) => (guard === undefined ? [] : [guardName(guard)])))];
}

const guardName = (guard: unknown): string =>
  typeof guard === 'object' && guard !== null && 'type' in guard ? String(guard.type) : String(guard);
