/** What can be looked at of the machines themselves: their charts, what each step of an actor was, and what would be. Times are epoch ms. */
import type { Severity } from '../policy/alert.ts';
import type { EscalationPolicy } from '../policy/escalation-policy.ts';
import type { Target } from '../policy/target.ts';
import type { ChartLayout } from './chart-layout.ts';
import type { Page, PageRequest } from './listing.ts';
import type { StateChange } from './state-difference.ts';

/** The one whose incidents are played back. */
export const SERVICE_MACHINE = 'monitored-service';

export interface InspectedMachine {
  /** The first part of its actors' addresses. */
  id: string;
  /**
   * What can be played back: every step of its `incidents`; its newest `changes`, each
   * from the state that was recorded with it; or `none`, and only what it is now is known.
   */
  history: 'incidents' | 'changes' | 'none';
  chart: ChartLayout;
}

export interface ShownTimer {
  /** The event that it will be. */
  event: string;
  armedAt: number;
  dueAt: number;
}

/** A machine in one moment, contact details shortened. */
export interface ShownState {
  /** Ids of the states it is in, those that hold them too. */
  active: string[];
  timers: ShownTimer[];
  /** Of its context, since the step before; of the first, and of the state as it is now, all that is there. */
  changes: StateChange[];
}

export interface ShownStep extends ShownState {
  at: number;
  event: { type: string; [field: string]: unknown };
  /** What it came to, a sentence each. */
  texts: string[];
  /** Ids of the transitions that were taken, in order (see the chart). */
  taken: string[];
  /** It moved the machine, or changed what is ordered; a repetition that is only recorded did not. */
  changed: boolean;
  /** Why it changed nothing: the guard or the fence that stopped it. */
  stoppedBy: string | null;
  effects: { type: string; [field: string]: unknown }[];
  /** Of a timer's event: how long after its due time it was taken. */
  lateMs: number | null;
  /** Set where what was recorded is not what the machine says today. */
  differs: { recorded: string; recomputed: string } | null;
  /** The release that recorded it; null: it did not say so, or nothing was recorded. */
  recordedBy: string | null;
}

export interface ActorHistory {
  machine: string;
  id: string;
  /** The incident that was played, null: none was, or the machine keeps no history. */
  incident: string | null;
  /** Oldest first. */
  steps: ShownStep[];
  /** Lines that are kept no longer, and the place in `steps` at which they were: what follows is not known for sure. */
  leftOut: { count: number; at: number } | null;
  /** As it is stored now. */
  now: ShownState;
  /** Every step came to what was recorded, and the last leads to what is stored. */
  agrees: boolean;
}

export interface SimulatedEvent {
  type: 'ack' | 'unack' | 'escalate' | 'healthy';
  /** Since the first alert. */
  afterMs: number;
  by?: string;
}

export interface SimulatedStep {
  /** Since the first alert. */
  afterMs: number;
  event: string;
  state: 'healthy' | 'escalating' | 'exhausted' | 'acked';
  told: { level: number; cycle: number; targets: Target[] } | null;
  /** A sentence. */
  text: string;
}

export interface Simulation {
  steps: SimulatedStep[];
  /** The steps were more than are shown. */
  isCut: boolean;
}

/** As much of an event as people choose. */
export type CopiedEvent =
  | { type: 'alert'; key: string; summary: string; severity: Severity }
  | { type: 'resolve'; key: string }
  | { type: 'ack' | 'unack' | 'healthy' | 'escalate'; by?: string | undefined };

export interface WhatIf {
  incident: string;
  /** Behind which step, counted from 1; 0: before the first. */
  step: number;
  /** Null: only time passes. */
  event: CopiedEvent | null;
  /** That long after the step. */
  afterMs: number;
}

export interface ActorList {
  /** By id; the queues of webhooks by when they told something last. Null: there is no such machine. */
  actors(machine: string, page: PageRequest): Promise<Page<{ id: string }> | null>;
  /** There is one, or was. @param address `<machine>/<id>` */
  isActor(address: string): Promise<boolean>;
}

export interface Inspection extends ActorList {
  machines(): Promise<InspectedMachine[]>;
  /** @param incident unless given the newest; null when there is no such machine, actor or incident */
  history(machine: string, id: string, incident?: string): Promise<ActorHistory | null>;
  /** The steps on a copy, timers that are due before it first: nothing is stored and nobody is told. Null as above. */
  whatIf(machine: string, id: string, what: WhatIf): Promise<ShownStep[] | null>;
  /** What the production machine would do with that policy after one alert, if those events came. */
  simulate(policy: EscalationPolicy, events: SimulatedEvent[]): Simulation;
}
