/**
 * What the host must be told about a machine. The host knows actors, events,
 * timers and deliveries; what they mean is said here, by pure functions (all but
 * `prepare`).
 */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Timers } from './timers.ts';

export interface ActorEvent {
  type: string;
}

export interface Effect {
  type: string;
}

/** Something to be done outside: kept until it is done, at least once, under one id. */
export interface NewDelivery {
  /** Deterministic: the same thing to be done has the same id. */
  id: string;
  /** Which handler attempts it; `message` goes to another actor. */
  kind: string;
  /** What the actor's scope must still be when it is attempted; null: it is attempted whatever happened since. */
  scope: string | null;
  /** The timeline that its outcome is written to; null: none. */
  timeline: string | null;
  /** Flat and short: values up to 64 bytes keep the record in Redis' compact form. */
  payload: Record<string, string>;
}

/** What its handler and its actor are told of one. */
export type KnownDelivery = Pick<NewDelivery, 'id' | 'timeline' | 'payload'>;

/** What one event did, in the definition's own words. All of it is written in the same commit. */
export interface Step<Answer> {
  /** What the sender is told: small, since it is stored with an idempotency key. */
  answer: Answer;
  deliveries: NewDelivery[];
  /** A line for a timeline; null: counted elsewhere (a repetition beyond the rate). `keep`: only so many of its newest lines. */
  timeline: { list: string; line: string; keep?: number } | null;
  /** Read models; `null` removes. */
  indexes: { index: string; member: string; score: number | null }[];
  docs: { name: string; value: string | null }[];
  /** Small tables that belong to a read model, a value for each field; `null` removes. */
  fields?: { table: string; field: string; value: string | null }[];
}

export interface StoredState {
  value: unknown;
  context: unknown;
}

/** What an upgrade lifts: the timers name states, so a renamed state renames its timers, by `sendId` and event. */
export interface StoredActor extends StoredState {
  timers: Timers;
}

/** In the definition's own words. It leaves no trace: the actor is as if the event had never come. */
export interface Refused {
  refused: string;
  detail: string;
}

export type Prepared<Event> = { event: Event } | Refused;

export interface ActorDefinition<Event extends ActorEvent = ActorEvent, Answer = unknown> {
  /** The first part of the actor's address. */
  name: string;
  machine: AnyStateMachine;
  /** The number of the stored form; a release reads this one and the one before. */
  schema: number;
  /** The number that this state is stored under: the lowest whose readers understand it. `schema` unless given. */
  schemaOf?(state: StoredState): number;
  /** The context as it is stored, smaller; unpacking gives the same again. Unless given it is stored as it is. */
  pack?(context: unknown): unknown;
  unpack?(stored: unknown): unknown;
  /** Lifts what schema−1 stored. Timers keep their identities: the agenda names them. */
  upgrade?(stored: StoredActor, fromSchema: number): StoredActor;
  /**
   * Attaches what events need from outside, read as it is now, before they are folded;
   * or refuses one for it. Called again on each refold. The snapshot may be older than
   * the record, and earlier events of the batch come first: what the actor's own state
   * forbids is refused by `step`.
   */
  prepare?(id: string, snapshot: AnyMachineSnapshot, events: Event[]): Promise<Prepared<Event>[]>;
  /** Two neighbours that the machine may see as one, or null. Events with an idempotency key are never offered. */
  merge?(earlier: Event, later: Event, before: AnyMachineSnapshot): Event | null;
  /** Taken also when Redis is full and nothing can be spared, or its mailbox is: it makes no room necessary, or even makes some. */
  isEssential?(event: Event): boolean;
  /** Nobody waits for its answer, so it may wait some hundredths of a second for others: together they cost far less. */
  isPatient?(event: Event): boolean;
  /**
   * What an event of a sender did, or that it may not be. Never refused are due timers, and
   * events that may carry an idempotency key: their repetition must find its answer.
   */
  step(input: {
    id: string;
    at: number;
    event: Event;
    before: AnyMachineSnapshot;
    after: AnyMachineSnapshot;
    effects: Effect[];
  }): Step<Answer> | Refused;
  /** What pending deliveries compare before they are sent; at most 100 characters, no line break. */
  scope(after: AnyMachineSnapshot): string;
  /** How a timer's wake-up is shown on the queue dashboard. */
  describeTimer(
    id: string,
    timerEvent: string,
    after: AnyMachineSnapshot,
  ): { name: string; data: Record<string, unknown> };
  /** An event for the live feed: what may be shown to everybody who may look. */
  sanitize?(event: Event): ActorEvent;
  /** The event that tells this actor about a delivery that failed for good; null: it needs not know. */
  deliveryFailed?(delivery: KnownDelivery, reason: string): Event | null;
  /** The event that takes that back: a person had it tried again, and it was accepted. */
  deliveryRecovered?(delivery: KnownDelivery): Event | null;
}

// biome-ignore format: one line reads best
export function defineActor<Event extends ActorEvent, Answer>(definition: ActorDefinition<Event, Answer>): ActorDefinition<Event, Answer> {
  return definition;
}
