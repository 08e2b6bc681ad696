/**
 * An actor as it is stored: two header lines that the scripts read without
 * parsing (commit id, scope), then JSON. No record means the machine's initial
 * state. Anything that can't be read is an `UnreadableRecord`, never a fresh start.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { ActorDefinition, StoredState } from './definition.ts';

export interface StoredTimer {
  /** Made of the commit that armed it: it never repeats. */
  identity: string;
  /** The type of XState's own event, `xstate.after.<delay>.<state id>`. */
  event: string;
  dueAt: number;
}

/** By XState's `sendId`. */
export type Timers = Record<string, StoredTimer>;

export interface LoadedActor {
  /** Empty for an actor that was never stored. */
  commitId: string;
  version: number;
  scope: string;
  snapshot: AnyMachineSnapshot;
  timers: Timers;
  /** Bytes as stored, for the cache's bound. */
  size: number;
}

export class UnreadableRecord extends Error {
  override name = 'UnreadableRecord';
}

/** Stored by a newer release than this one. */
export class NewerRecord extends Error {
  override name = 'NewerRecord';
}

const COMMIT_ID = /^[A-Za-z0-9_-]{16}$/;

export function encodeRecord(definition: ActorDefinition, actor: Omit<LoadedActor, 'size'>): string {
  const { value, context, status } = definition.machine.getPersistedSnapshot(
    actor.snapshot,
  ) as unknown as StoredSnapshot;
  const body = {
    s: definition.schema,
    v: actor.version,
    value,
    context,
    timers: packTimers(actor.timers),
    ...(status !== 'active' && { status }),
  };
  return `${actor.commitId}\n${actor.scope}\n${JSON.stringify(body)}`;
}

/** @throws UnreadableRecord, NewerRecord */
export function decodeRecord(definition: ActorDefinition, stored: string): LoadedActor {
  const [commitId = '', scope = ''] = stored.split('\n', 2);
  const body = parseBody(stored.slice(commitId.length + scope.length + 2));
  if (!COMMIT_ID.test(commitId) || !isRecordBody(body)) throw new UnreadableRecord('no record of a known form');
  if (body.s > definition.schema)
    throw new NewerRecord(`schema ${body.s}, this release reads up to ${definition.schema}`);
  const state = upgrade(definition, body);
  try {
    const snapshot = definition.machine.resolveState({ ...state, status: body.status ?? 'active' } as never);
    return { commitId, version: body.v, scope, snapshot, timers: unpackTimers(body.timers), size: stored.length };
  } catch (error) {
    throw new UnreadableRecord(error instanceof Error ? error.message : String(error));
  }
}

interface StoredSnapshot {
  value: unknown;
  context: unknown;
  status: string;
}

interface RecordBody extends StoredState {
  s: number;
  v: number;
  timers: Record<string, PackedTimer>;
  status?: string;
}

/** XState names a timer as its event: the event is stored only where the two differ. */
type PackedTimer = [identity: string, dueAt: number, event?: string];

function packTimers(timers: Timers): Record<string, PackedTimer> {
  return Object.fromEntries(
    Object.entries(timers).map(([sendId, { identity, dueAt, event }]) => [
      sendId,
      event === sendId ? [identity, dueAt] : [identity, dueAt, event],
    ]),
  );
}

function unpackTimers(packed: Record<string, PackedTimer>): Timers {
  return Object.fromEntries(
    Object.entries(packed).map(([sendId, [identity, dueAt, event = sendId]]) => [sendId, { identity, dueAt, event }]),
  );
}

function parseBody(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UnreadableRecord('not JSON');
  }
}

function isRecordBody(body: unknown): body is RecordBody {
  if (typeof body !== 'object' || body === null) return false;
  const { s, v, timers, value, context } = body as Partial<RecordBody>;
  if (!Number.isInteger(s) || !Number.isInteger(v) || typeof timers !== 'object' || timers === null) return false;
  if (value === undefined || typeof context !== 'object' || context === null) return false;
  return Object.values(timers).every(
    (timer) =>
      Array.isArray(timer) &&
      typeof timer[0] === 'string' &&
      Number.isFinite(timer[1]) &&
      (timer[2] === undefined || typeof timer[2] === 'string'),
  );
}

function upgrade(definition: ActorDefinition, body: RecordBody): StoredState {
  if (body.s === definition.schema) return { value: body.value, context: body.context };
  if (body.s !== definition.schema - 1 || !definition.upgrade) {
    throw new UnreadableRecord(
      `schema ${body.s}, this release reads ${definition.schema - 1} and ${definition.schema}`,
    );
  }
  return definition.upgrade(body, body.s);
}
