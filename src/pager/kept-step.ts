/**
 * The history of machines that have no incidents: the newest steps that changed what
 * they are, each with the state that it was taken from. So each can be taken once more
 * by itself, though what only repeats (a ping in time) is kept nowhere. A line is
 * written with the commit of its step, by these rare steps only, and the newest of an
 * actor are kept.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { ActorEvent, Effect, Step } from '../runtime/definition.ts';

const STEPS_KEPT = 20;
/** They decide nothing, and can be long. */
const NOT_KEPT = ['description', 'labels', 'summary'];

/** As stored. */
export interface KeptLine {
  at: number;
  event: ActorEvent;
  from: { value: unknown; context: Record<string, unknown> };
  /** The state that it led to. */
  to: unknown;
  effects: Effect[];
  /** That recorded it. */
  release?: string;
}

interface TakenStep {
  at: number;
  event: ActorEvent;
  before: AnyMachineSnapshot;
  after: AnyMachineSnapshot;
  effects: Effect[];
}

/** @param list the actor's address */
export function keptStep(
  list: string,
  { at, event, before, after, effects }: TakenStep,
  release: string | undefined,
): NonNullable<Step<unknown>['timeline']> {
  const line: KeptLine = {
    at,
    event: withoutTime(event),
    from: { value: before.value, context: before.context as Record<string, unknown> },
    to: after.value,
    effects,
    ...(release !== undefined && { release }),
  };
  return { list, line: JSON.stringify(line, withoutWords), keep: STEPS_KEPT };
}

/** It stands in the line already. */
function withoutTime({ at: _, ...event }: ActorEvent & { at?: number }): ActorEvent {
  return event;
}

export const withoutWords = (key: string, value: unknown) => (NOT_KEPT.includes(key) ? undefined : value);
