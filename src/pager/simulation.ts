/** What the production machine would do with a policy after one alert: its own steps, with nobody told. Pure. */
import { monitoredService } from '../machines/monitored-service.ts';
import type { NotifyLevel } from '../machines/service-events.ts';
import { type StepLine, stepLine, timelineEntries } from '../machines/service-timeline.ts';
import { type ServiceSnapshot, serviceState } from '../machines/service-view.ts';
import { DAY } from '../policy/duration.ts';
import { type EscalationPolicy, toPlan } from '../policy/escalation-policy.ts';
import { parseTargetKey } from '../policy/target.ts';
import { describeEntry } from '../policy/timeline.ts';
import type { ActorEvent } from '../runtime/definition.ts';
import type { SimulatedEvent, SimulatedStep, Simulation } from './inspection-types.ts';
import { type ReplayedStep, startReplay } from './replay.ts';
import { SERVICE } from './service-actor.ts';

const STEPS_SHOWN = 500;
/** Past every policy there can be: 20 levels of 7 days, 21 times. */
const END_MS = 3_650 * DAY;

export function simulate(policy: EscalationPolicy, events: SimulatedEvent[]): Simulation {
  const replay = startReplay({ name: SERVICE, machine: monitoredService } as Parameters<typeof startReplay>[0]);
  const steps = [shownStep(replay.take(firstAlert(policy), 0))];
  for (const { afterMs, ...event } of [...events].sort((a, b) => a.afterMs - b.afterMs)) {
    steps.push(...replay.takeDue(afterMs, STEPS_SHOWN - steps.length).map(shownStep));
    steps.push(shownStep(replay.take(eventOf(event), afterMs)));
  }
  steps.push(...replay.takeDue(END_MS, STEPS_SHOWN - steps.length).map(shownStep));
  return { steps, isCut: Object.keys(replay.timers()).length > 0 && steps.length >= STEPS_SHOWN };
}

function firstAlert(policy: EscalationPolicy): ActorEvent {
  const opening = { uid: 'simulated', serviceName: '', plan: toPlan('simulated', policy), options: {} };
  const alert = { type: 'alert', key: 'default', summary: 'an alert', severity: 'critical', count: 1, opening };
  return alert as ActorEvent;
}

const eventOf = ({ type, by }: Omit<SimulatedEvent, 'afterMs'>): ActorEvent =>
  ({ type, by: by ?? null, incidentNumber: 1 }) as ActorEvent;

function shownStep({ at, event, after, effects }: ReplayedStep): SimulatedStep {
  const told = effects.find((effect): effect is NotifyLevel => effect.type === 'notifyLevel');
  return {
    afterMs: at,
    event: event.type,
    state: serviceState(after as ServiceSnapshot),
    told: told ? { level: told.level, cycle: told.cycle, targets: told.targets.map(parseTargetKey) } : null,
    text: textsOf({ ...event, at }, effects).join('. '),
  };
}

type Told = Parameters<typeof stepLine>;

/** As the timeline would say it. */
export function textsOf(event: ActorEvent & { at: number }, effects: ReplayedStep['effects']): string[] {
  const line: StepLine = stepLine(event as Told[0], effects as Told[1]);
  return timelineEntries(line).map(describeEntry);
}
