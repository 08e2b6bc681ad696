/**
 * An actor as it is stored: two header lines that the scripts read without
 * parsing (commit id, scope), then JSON. No record means the machine's initial
 * state. Anything that can't be read is an `UnreadableRecord`, never a fresh start.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { ActorDefinition, StoredActor, StoredState } from './definition.ts';
import type { Timers } from './timers.ts';

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
/** The scripts read no more than the record's first 128 bytes. */
const SCOPE = /^[\x20-\x7e]{0,100}$/;

export function encodeRecord(definition: ActorDefinition, actor: Omit<LoadedActor, 'size'>): string {
  if (!SCOPE.test(actor.scope)) throw new Error(`${definition.name}: a scope has at most 100 characters, in one line`);
  // What `getPersistedSnapshot` would copy: a context holds no actors here.
  const { value, context, status } = actor.snapshot;
  const body = {
    s: definition.schemaOf?.({ value, context }) ?? definition.schema,
    v: actor.version,
    value,
    context: definition.pack?.(context) ?? context,
    timers: packTimers(actor.timers),
    ...(status !== 'active' && { status }),
  };
  return `${actor.commitId}\n${actor.scope}\n${JSON.stringify(body)}`;
}

/** @throws UnreadableRecord, NewerRecord */
export function decodeRecord(definition: ActorDefinition, stored: string): LoadedActor {
  const [commitId = '', scope = ''] = stored.split('\n', 2);
  const body = parseBody(stored.slice(commitId.length + scope.length + 2));
  if (!COMMIT_ID.test(commitId)) throw new UnreadableRecord('no record of a known form');
  // Before anything else: a newer one may have another form.
  const schema = schemaOf(body);
  if (schema > definition.schema)
    throw new NewerRecord(`schema ${schema}, this release reads up to ${definition.schema}`);
  if (!isRecordBody(body)) throw new UnreadableRecord('no record of a known form');
  const { timers, value, context: packed } = upgrade(definition, body);
  try {
    const context = definition.unpack?.(packed) ?? packed;
    const snapshot = definition.machine.resolveState({ value, context, status: body.status ?? 'active' } as never);
    return { commitId, version: body.v, scope, snapshot, timers, size: stored.length };
  } catch (error) {
    throw new UnreadableRecord(error instanceof Error ? error.message : String(error));
  }
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

function schemaOf(body: unknown): number {
  const schema = typeof body === 'object' && body !== null && 's' in body ? body.s : null;
  return typeof schema === 'number' ? schema : 0;
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

function upgrade(definition: ActorDefinition, { s, value, context, timers }: RecordBody): StoredActor {
  const stored = { value, context, timers: unpackTimers(timers) };
  if (s === definition.schema) return stored;
  if (s !== definition.schema - 1 || !definition.upgrade) {
    throw new UnreadableRecord(`schema ${s}, this release reads ${definition.schema - 1} and ${definition.schema}`);
  }
  return definition.upgrade(stored, s);
}
