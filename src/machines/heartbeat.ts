/**
 * The statechart of a heartbeat: something outside says again and again that it
 * works, and when nothing was heard of it for too long its service is alerted; the
 * next ping takes that back. Pure: time comes in the events, its timer is XState's
 * `after`. A ping sets it anew only if it would be due before the next one is to be
 * expected; a timer that is due looks at the last ping, and is set again for what is
 * left. So pings are cheap, however often they come.
 */
import { type EmittedFrom, emit, setup } from 'xstate';
import { type Heartbeat, silenceAllowedMs } from '../policy/heartbeat.ts';

const SECOND = 1_000;
/** A timer that fires later than that was not waited for by anybody: so pings were not heard either. */
const LISTENED_WITHIN_MS = 10 * SECOND;
/** Then it gets time for another ping: as long as it may be silent, but no more than that. */
const LISTENED_AGAIN_MS = 300 * SECOND;
/** The next ping is expected as long after this one as this one came after the one before, and a part of that. */
const NEXT_PING_WITHIN = 1.25;

export interface HeartbeatContext {
  /** Null: there is no such heartbeat. */
  heartbeat: Heartbeat | null;
  /** Of its configuration; it outlives the heartbeat, so that none is used twice. */
  revision: number;
  createdAt: number;
  lastPingAt: number | null;
  /** Silence is counted from here. */
  silentSince: number;
  /** When its timer is due. */
  watchedUntil: number;
  /** When it expired last, or was well again: what its alert is known by. */
  changedAt: number;
}

/** `at` is stamped by the host. */
export type HeartbeatEvent =
  | { type: 'put'; at: number; heartbeat: Heartbeat; ifMatch?: number; createOnly?: true }
  | { type: 'delete'; at: number; ifMatch?: number }
  | { type: 'ping'; at: number }
  | { type: 'pause'; at: number }
  | { type: 'resume'; at: number }
  /** A service could not be told for a long time: it is tried anew. */
  | { type: 'notTold'; at: number; serviceId: string };

export type HeartbeatResult =
  | 'created'
  | 'replaced'
  | 'deleted'
  | 'pinged'
  | 'paused'
  | 'resumed'
  | 'unchanged'
  | 'not_found'
  | 'precondition_failed';

export type HeartbeatEffect =
  /** That service is to be brought in line: alerted while this is its heartbeat and expired, else resolved. */
  { type: 'tellService'; serviceId: string } | { type: 'answer'; result: HeartbeatResult; changed: boolean };

type Args = { context: HeartbeatContext; event: HeartbeatEvent };
const types = setup({
  types: {} as {
    context: HeartbeatContext;
    events: HeartbeatEvent;
    emitted: HeartbeatEffect;
    tags: 'unstarted' | 'alive' | 'expired' | 'paused';
  },
});

/** What there is. The chart asks only where it is configured. */
function configured({ heartbeat }: HeartbeatContext): Heartbeat {
  if (!heartbeat) throw new Error('there is no heartbeat');
  return heartbeat;
}

/** When it expires unless it is heard of before; of one that is alive. */
export const expiryOf = (context: HeartbeatContext): number =>
  context.silentSince + silenceAllowedMs(configured(context));

const putOf = (event: HeartbeatEvent): Heartbeat | null => (event.type === 'put' ? event.heartbeat : null);

const heartbeatSetup = types.extend({
  delays: {
    silence: ({ context, event }) => Math.max(0, expiryOf(context) - event.at),
  },
  guards: {
    failsCondition: ({ context, event }: Args) =>
      ('ifMatch' in event && event.ifMatch !== undefined && event.ifMatch !== context.revision) ||
      ('createOnly' in event && event.createOnly === true && context.heartbeat !== null),
    asksForAnother: ({ event }: Args) => 'ifMatch' in event && event.ifMatch !== undefined,
    wasHeard: ({ context, event }: Args) => expiryOf(context) > event.at,
    nobodyListened: ({ context, event }: Args) => event.at - expiryOf(context) > LISTENED_WITHIN_MS,
    isDueBeforeNextPing: ({ context: { watchedUntil, lastPingAt }, event: { at } }: Args) =>
      watchedUntil < at + (at - (lastPingAt ?? at)) * NEXT_PING_WITHIN,
    wasEverHeard: ({ context }: Args) => context.lastPingAt !== null,
    changesSilence: ({ context, event }: Args) => {
      const put = putOf(event);
      return put !== null && silenceAllowedMs(put) !== silenceAllowedMs(configured(context));
    },
    changesService: ({ context, event }: Args) => putOf(event)?.serviceId !== configured(context).serviceId,
  },
  actions: {
    configure: types.assign(({ context, event }) => ({
      heartbeat: putOf(event) ?? context.heartbeat,
      revision: context.revision + 1,
      createdAt: context.heartbeat === null ? event.at : context.createdAt,
    })),
    forget: types.assign({ heartbeat: null, lastPingAt: null }),
    hear: types.assign(({ event }) => ({ lastPingAt: event.at, silentSince: event.at })),
    noteWatch: types.assign(({ context }) => ({ watchedUntil: expiryOf(context) })),
    noteSilent: types.assign(({ event }) => ({ silentSince: event.at })),
    waitOnceMore: types.assign(({ context, event }) => {
      const allowedMs = silenceAllowedMs(configured(context));
      return { silentSince: event.at + Math.min(allowedMs, LISTENED_AGAIN_MS) - allowedMs };
    }),
    noteChange: types.assign(({ event }) => ({ changedAt: event.at })),
    tellService: emit(({ context }: Args) => ({
      type: 'tellService' as const,
      serviceId: configured(context).serviceId,
    })),
    tellAgain: emit(({ event }: Args) => ({
      type: 'tellService' as const,
      serviceId: event.type === 'notTold' ? event.serviceId : '',
    })),
    answer: emit((_: Args, answer: { result: HeartbeatResult; changed: boolean }) => ({
      type: 'answer' as const,
      ...answer,
    })),
  },
});

const changed = (result: HeartbeatResult) => ({ type: 'answer', params: { result, changed: true } }) as const;
const unchanged = (result: HeartbeatResult) => ({ type: 'answer', params: { result, changed: false } }) as const;
const pinged = changed('pinged');
const paused = changed('paused');
const refused = { guard: 'failsCondition', actions: unchanged('precondition_failed') } as const;

export const heartbeat = heartbeatSetup.createMachine({
  id: 'heartbeat',
  context: {
    heartbeat: null,
    revision: 0,
    createdAt: 0,
    lastPingAt: null,
    silentSince: 0,
    watchedUntil: 0,
    changedAt: 0,
  },
  initial: 'absent',
  on: { notTold: { actions: 'tellAgain' } },
  states: {
    absent: {
      description: 'There is no such heartbeat, or no longer.',
      on: {
        put: [
          { guard: 'asksForAnother', actions: unchanged('precondition_failed') },
          { target: 'present', actions: ['configure', changed('created')] },
        ],
        delete: { actions: unchanged('not_found') },
        ping: { actions: unchanged('not_found') },
        pause: { actions: unchanged('not_found') },
        resume: { actions: unchanged('not_found') },
      },
    },
    present: {
      description: 'It is configured.',
      initial: 'unstarted',
      on: {
        put: [refused, { actions: ['configure', changed('replaced')] }],
        delete: [refused, { target: 'absent', actions: ['forget', changed('deleted')] }],
        pause: { target: '.paused', actions: paused },
        resume: { actions: unchanged('unchanged') },
      },
      states: {
        unstarted: {
          description: 'It was never heard of: silence means nothing yet.',
          tags: 'unstarted',
          on: { ping: { target: 'alive', actions: ['hear', pinged] } },
        },
        alive: {
          description: 'It was heard of, and is again before it has been silent for too long.',
          tags: 'alive',
          entry: 'noteWatch',
          after: {
            silence: [
              { guard: 'wasHeard', target: 'alive', reenter: true },
              { guard: 'nobodyListened', target: 'alive', reenter: true, actions: 'waitOnceMore' },
              { target: 'expired', actions: ['noteChange', 'tellService'] },
            ],
          },
          on: {
            ping: [
              { guard: 'isDueBeforeNextPing', target: 'alive', reenter: true, actions: ['hear', unchanged('pinged')] },
              { actions: ['hear', unchanged('pinged')] },
            ],
            put: [
              refused,
              {
                guard: 'changesSilence',
                target: 'alive',
                reenter: true,
                actions: ['configure', 'noteSilent', changed('replaced')],
              },
              { actions: ['configure', changed('replaced')] },
            ],
          },
        },
        expired: {
          description: 'It was silent for too long: its service is alerted.',
          tags: 'expired',
          on: {
            ping: { target: 'alive', actions: ['hear', 'noteChange', 'tellService', pinged] },
            pause: { target: 'paused', actions: ['noteChange', 'tellService', paused] },
            put: [
              refused,
              {
                guard: 'changesService',
                actions: ['tellService', 'configure', 'noteChange', 'tellService', changed('replaced')],
              },
              { actions: ['configure', changed('replaced')] },
            ],
            delete: [
              refused,
              { target: '#heartbeat.absent', actions: ['noteChange', 'tellService', 'forget', changed('deleted')] },
            ],
          },
        },
        paused: {
          description: 'Somebody said that it is not to be waited for.',
          tags: 'paused',
          on: {
            ping: { actions: ['hear', unchanged('pinged')] },
            pause: { actions: unchanged('unchanged') },
            resume: [
              { guard: 'wasEverHeard', target: 'alive', actions: ['noteSilent', changed('resumed')] },
              { target: 'unstarted', actions: changed('resumed') },
            ],
          },
        },
      },
    },
  },
});

export type HeartbeatMachineEffect = EmittedFrom<typeof heartbeat>;
