/** What is kept of a service's step for reading: the indexes that listings go by, and the incident once it is closed. */
import type { AnyMachineSnapshot } from 'xstate';
import type { IncidentContext } from '../machines/service-context.ts';
import type { ServiceEffect } from '../machines/service-events.ts';
import { type ServiceSnapshot, serviceState } from '../machines/service-view.ts';
import { type PackedIncident, packIncident } from '../machines/stored-context.ts';
import type { NewDelivery, Step } from '../runtime/definition.ts';
import { incidentIdOf } from './incident-id.ts';

/** A closed incident as it is kept. */
export interface ClosedIncident {
  serviceId: string;
  closedAt: number;
  closedBy: string | null;
  incident: PackedIncident;
}

/** As what an incident is counted: one that only tries whether people are reached is in no other figure. */
type Counted = ReturnType<typeof serviceState> | 'test';

export const statesOf = (before: AnyMachineSnapshot, after: AnyMachineSnapshot) => ({
  from: countedAs(before as ServiceSnapshot),
  to: countedAs(after as ServiceSnapshot),
});

const countedAs = (snapshot: ServiceSnapshot): Counted =>
  snapshot.context.incident?.test ? 'test' : serviceState(snapshot);

/** Open incidents that do not escalate are indexed by their state; those that do are the rest of the open ones. */
export const INDEXED_STATES = ['acked', 'exhausted', 'test'] as const satisfies Counted[];

export function readModels({
  id,
  at,
  was,
  is,
  effects,
  deliveries,
  states,
}: {
  id: string;
  at: number;
  was: IncidentContext | null;
  is: IncidentContext | null;
  effects: ServiceEffect[];
  deliveries: NewDelivery[];
  states: { from: Counted; to: Counted };
}): Pick<Step<unknown>, 'indexes' | 'docs'> {
  const indexes: Step<unknown>['indexes'] = [];
  const docs: Step<unknown>['docs'] = [];
  for (const delivery of deliveries) {
    indexes.push({ index: `n/${delivery.timeline}`, member: delivery.id, score: at });
    indexes.push({ index: 'notifications', member: delivery.id, score: at });
  }
  if (!was && is) {
    indexes.push({ index: 'open', member: id, score: at });
    indexes.push({ index: 'incidents', member: incidentIdOf(id, is.number), score: at });
  }
  for (const state of INDEXED_STATES) {
    if (states.from === states.to) break;
    if (states.to === state) indexes.push({ index: state, member: id, score: at });
    if (states.from === state) indexes.push({ index: state, member: id, score: null });
  }
  const closed = effects.find((effect) => effect.type === 'closed');
  if (was && closed) {
    const incidentId = incidentIdOf(id, was.number);
    indexes.push({ index: 'open', member: id, score: null }, { index: 'closed', member: incidentId, score: at });
    const kept: ClosedIncident = { serviceId: id, closedAt: at, closedBy: closed.by, incident: packIncident(was) };
    docs.push({ name: `incident/${incidentId}`, value: JSON.stringify(kept) });
  }
  return { indexes, docs };
}
