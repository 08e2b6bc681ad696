/** A heartbeat as the runtime's actor: what is kept of it, and the deliveries that bring its service in line. */
import type { AnyMachineSnapshot, SnapshotFrom } from 'xstate';
import {
  expiryOf,
  type HeartbeatContext,
  type HeartbeatEffect,
  type HeartbeatEvent,
  type HeartbeatResult,
  heartbeat,
} from '../machines/heartbeat.ts';
import { type ActorDefinition, defineActor, type NewDelivery, type Step } from '../runtime/definition.ts';
import type { Timers } from '../runtime/timers.ts';
import type { HeartbeatState } from './heartbeats.ts';
import { keptStep } from './kept-step.ts';

export const HEARTBEAT = 'heartbeat';
/** The kind of the deliveries, and the index that lists the ids of all there are. */
export const HEARTBEAT_KIND = 'heartbeat';
export const HEARTBEATS = 'heartbeats';
export const heartbeatAddress = (id: string) => `${HEARTBEAT}/${id}`;

export type HeartbeatSnapshot = SnapshotFrom<typeof heartbeat>;

/** Small: it stands in the feed with each ping. */
export interface HeartbeatAnswer {
  result: HeartbeatResult;
  changed: boolean;
  state: HeartbeatState | null;
  lastPingAt: number | null;
  expiresAt: number | null;
}

/** @param release of this pager, for what it records */
export function createHeartbeatActor(release?: string): ActorDefinition {
  return defineActor<HeartbeatEvent, HeartbeatAnswer>({
    name: HEARTBEAT,
    machine: heartbeat,
    schema: 1,

    merge: (earlier, later, before) =>
      earlier.type === 'ping' && later.type === 'ping' && before.hasTag('alive') ? later : null,

    step(taken) {
      const { id, at, before, after, effects } = taken;
      const typed = effects as HeartbeatEffect[];
      const answer = answerOf(typed, after);
      if (answer.result === 'not_found') return heartbeatNotFound(id);
      if (answer.result === 'precondition_failed') return changedMeanwhile;
      return {
        answer,
        deliveries: typed.flatMap((effect) => (effect.type === 'tellService' ? [delivery(id, effect, at)] : [])),
        timeline: typed.some(isChange) ? keptStep(heartbeatAddress(id), taken, release) : null,
        indexes: indexes(id, contextOf(before), contextOf(after)),
        docs: [],
      };
    },

    isEssential: ({ type }) => type !== 'put',
    isPatient: ({ type }) => type === 'ping',
    // What is delivered looks at the heartbeat itself, as it is then.
    scope: () => '',
    describeTimer: (id) => ({ name: 'heartbeat', data: { heartbeat: id } }),
    sanitize: ({ type, at }) => ({ type, at }),
  }) as unknown as ActorDefinition;
}

export const heartbeatNotFound = (id: string) =>
  ({ refused: 'not_found', detail: `there is no heartbeat "${id}"` }) as const;
const changedMeanwhile = { refused: 'precondition_failed', detail: 'it was changed meanwhile, or exists already' };

/** A ping in time is none, so it writes no line. */
const isChange = (effect: HeartbeatEffect) => effect.type !== 'answer' || effect.changed;

/** What it has armed in a state. */
export function heartbeatTimers(snapshot: AnyMachineSnapshot): Timers {
  if (!snapshot.hasTag('alive')) return {};
  const event = 'xstate.after.silence.heartbeat.present.alive';
  return { [event]: { identity: 'watch', event, dueAt: contextOf(snapshot).watchedUntil } };
}

const contextOf = (snapshot: AnyMachineSnapshot) => snapshot.context as HeartbeatContext;

export function heartbeatState(snapshot: AnyMachineSnapshot): HeartbeatState | null {
  return (['unstarted', 'alive', 'expired', 'paused'] as const).find((state) => snapshot.hasTag(state)) ?? null;
}

/** Null while it is not waited for. */
export const expiresAt = (snapshot: AnyMachineSnapshot): number | null =>
  snapshot.hasTag('alive') ? expiryOf(contextOf(snapshot)) : null;

function answerOf(effects: HeartbeatEffect[], after: AnyMachineSnapshot): HeartbeatAnswer {
  const answer = effects.find((effect) => effect.type === 'answer');
  return {
    result: answer?.result ?? 'unchanged',
    changed: answer?.changed ?? false,
    state: heartbeatState(after),
    lastPingAt: contextOf(after).lastPingAt,
    expiresAt: expiresAt(after),
  };
}

function delivery(id: string, { serviceId }: { serviceId: string }, at: number): NewDelivery {
  return {
    id: `${HEARTBEAT}~${id}~${at}~${serviceId}`,
    kind: HEARTBEAT_KIND,
    scope: null,
    timeline: null,
    payload: { heartbeat: id, service: serviceId },
  };
}

function indexes(id: string, before: HeartbeatContext, after: HeartbeatContext): Step<unknown>['indexes'] {
  const was = before.heartbeat !== null;
  const is = after.heartbeat !== null;
  return was === is ? [] : [{ index: HEARTBEATS, member: id, score: is ? 0 : null }];
}
