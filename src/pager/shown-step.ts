/** A step of a machine as it is shown to people: what it took, what it changed, and what stopped it. Pure. */

import type { AnyMachineSnapshot } from 'xstate';
import type { ServiceContext } from '../machines/service-context.ts';
import type { EventResult, IgnoredReason } from '../policy/event-result.ts';
import { IGNORED_WORDS } from '../policy/timeline.ts';
import type { ActorDefinition, ActorEvent } from '../runtime/definition.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { Timers } from '../runtime/timers.ts';
import type { ShownState, ShownStep } from './inspection-types.ts';
import { maskState } from './masked-state.ts';
import type { PlayedStep } from './play-incident.ts';
import type { ReplayedStep } from './replay.ts';
import { SERVICE } from './service-actor.ts';
import { textsOf } from './simulation.ts';
import { stateDifference } from './state-difference.ts';
import { guardsMet, takenTransitions } from './taken-transitions.ts';

/** What an alert brings along is shown as what it changed. */
const NOT_SHOWN = ['opening', 'details', 'links', 'plan'];

export function shownStep(definition: ActorDefinition, step: ReplayedStep & Partial<PlayedStep>): ShownStep {
  const { at, event, before, after, effects, dueAt, differs = null, recordedBy = null } = step;
  const taken = takenTransitions(definition.machine, before, { ...event, at } as typeof event);
  const stoppedBy = whyNothing(step, taken);
  const isOurs = definition.name === SERVICE;
  return {
    at,
    event: shownEvent(event),
    texts: isOurs ? textsOf({ ...event, at }, effects) : [],
    taken,
    changed: stoppedBy === null,
    stoppedBy,
    effects: maskState(effects).map((effect) => ({ ...effect })),
    lateMs: dueAt === null ? null : Math.max(0, at - dueAt),
    differs,
    recordedBy,
    active: activeIn(after),
    timers: step.armed,
    changes: stateDifference(maskState(before.context), maskState(after.context)),
  };
}

/** What lies between two steps and was not kept, as far as it left something; null: it left nothing. */
export function shownGap({
  at,
  before,
  after,
  timers,
  isFirst,
}: {
  /** Of the step behind it: when it was is not known. */
  at: number;
  before: AnyMachineSnapshot;
  after: AnyMachineSnapshot;
  timers: Timers;
  /** Nothing that is kept lies before it. */
  isFirst: boolean;
}): ShownStep | null {
  const changes = stateDifference(maskState(before.context), maskState(after.context));
  if (changes.length === 0) return null;
  const what = isFirst
    ? 'what came before it is kept no longer'
    : 'what came in between only repeated, and is not kept';
  return {
    at,
    event: { type: 'notKept' },
    texts: [],
    taken: [],
    changed: false,
    stoppedBy: what,
    effects: [],
    lateMs: null,
    differs: null,
    recordedBy: null,
    active: activeIn(after),
    timers: Object.values(timers).map(({ event, dueAt }) => ({ event, armedAt: dueAt, dueAt })),
    changes,
  };
}

function shownEvent({ type, ...fields }: ActorEvent): ShownStep['event'] {
  const shown = Object.entries(fields).filter(([name]) => !NOT_SHOWN.includes(name));
  return { type, ...maskState(Object.fromEntries(shown)) };
}

export function shownNow({ machine }: ActorDefinition, { snapshot, timers }: LoadedActor): ShownState {
  const initial = machine.getInitialSnapshot(undefined as never);
  return {
    active: activeIn(snapshot),
    timers: Object.values(timers).map(({ event, dueAt }) => ({ event, armedAt: armedAt(snapshot, dueAt), dueAt })),
    changes: stateDifference(maskState(initial.context), maskState(snapshot.context)),
  };
}

/** Whether a step led to what is stored. @param stored null: the incident is closed */
export function agreesWithStored({ after, timers }: ReplayedStep, stored: LoadedActor | null): boolean {
  if (!stored) return (after.context as ServiceContext).incident === null;
  return coreOf(after, timers) === coreOf(stored.snapshot, stored.timers);
}

/** Without what is only counted beyond the rate at which lines are written. */
function coreOf(snapshot: AnyMachineSnapshot, timers: Timers): string {
  const { incident } = snapshot.context as ServiceContext;
  const { level, cycle, lastCycle, levelBeganAt, ack } = incident ?? {};
  const due = Object.values(timers).flatMap(({ event, dueAt }) =>
    event === 'autoResolve' ? [] : [`${event} ${dueAt}`],
  );
  return JSON.stringify([snapshot.value, level, cycle, lastCycle, levelBeganAt, ack, due.sort()]);
}

/** Ids of the states, without that of the machine itself. */
export const activeIn = ({ _nodes }: AnyMachineSnapshot) => _nodes.flatMap(({ id, parent }) => (parent ? [id] : []));

/** Where machines remember since when what they wait for has gone on; a timer whose beginning nobody knows begins when it is due. */
function armedAt({ context }: AnyMachineSnapshot, dueAt: number): number {
  const { incident, silentSince, failingSince, beganAt } = context as Partial<ServiceContext> & Began;
  const began = incident?.levelBeganAt ?? silentSince ?? failingSince ?? beganAt ?? dueAt;
  return Math.min(began, dueAt);
}

/** Of heartbeats, channels and self-checks. */
interface Began {
  silentSince?: number;
  failingSince?: number | null;
  beganAt?: number;
}

interface Answer {
  type: 'answer';
  result: EventResult;
  changed: boolean;
  reason?: IgnoredReason;
}

/** Null when it changed something. */
function whyNothing({ event, before, after, effects }: ReplayedStep, taken: string[]): string | null {
  const answer = effects.find((effect): effect is Answer => effect.type === 'answer');
  if (answer?.changed || effects.some(({ type }) => type !== 'answer')) return null;
  if (answer?.reason) return IGNORED_WORDS[answer.reason];
  if (answer) return answer.result === 'noted' ? null : `${answer.result} only`;
  if (before === after) {
    const guards = guardsMet(before, event.type);
    return guards.length > 0 ? `guard: ${guards.join(', ')}` : 'no transition takes it here';
  }
  return taken.length === 0 ? 'no transition takes it here' : null;
}
