/**
 * An incident from its stored lines, step by step through the machine. A line is what
 * the machine got, at that time; what it says was ordered is compared with what is
 * ordered now. Failures of notifications that moved nothing have no line of their own:
 * the outcome's line stands for them.
 */
import { type StepLine, stepLine } from '../machines/service-timeline.ts';
import type { ActorDefinition, ActorEvent } from '../runtime/definition.ts';
import type { OutcomeLine } from '../runtime/delivery-outcome.ts';
import type { Reads } from '../runtime/reads.ts';
import { type Replay, type ReplayedStep, startReplay } from './replay.ts';
import { addressOf } from './service-actor.ts';
import type { TimelineLine } from './views.ts';

/** What a timeline is found by. */
export interface FoundTimeline {
  uid: string;
  view: { serviceId: string; openedAt: number };
}

export interface IncidentLines {
  lines: TimelineLine[];
  uid: string;
  /** By the ids of deliveries, which level each was of. */
  levels: Map<string, { level: number; cycle: number }>;
}

export interface PlayedStep extends ReplayedStep {
  /** What was recorded, where it is not the same. */
  differs: { recorded: string; recomputed: string } | null;
  /** The release that recorded it; null: it did not say so. */
  recordedBy: string | null;
}

export async function readIncidentLines(reads: Reads, { uid, view }: FoundTimeline): Promise<IncidentLines> {
  const address = addressOf(view.serviceId);
  const lines = (await reads.timeline(address, uid)).map((line) => JSON.parse(line) as TimelineLine);
  const ids = new Set(lines.flatMap((line) => ('delivery' in line ? [line.delivery] : [])));
  const partition = reads.partitionOf(address);
  const found = await Promise.all([...ids].map((id) => reads.delivery(partition, id)));
  const levels = new Map(
    found.flatMap((delivery) => {
      if (!delivery) return [];
      const { level, cycle } = delivery.payload;
      return [[delivery.id, { level: Number(level), cycle: Number(cycle) }] as const];
    }),
  );
  return { lines, uid, levels };
}

/** @param upTo so many steps only */
export function playIncident(
  definition: ActorDefinition,
  { lines, uid, levels }: IncidentLines,
  incidentId: string,
  upTo = Number.POSITIVE_INFINITY,
): { steps: PlayedStep[]; leftOut: { count: number; at: number } | null; replay: Replay } {
  const number = Number(incidentId.slice(incidentId.lastIndexOf('-') + 1));
  const replay = startReplay(definition, { lastNumber: number - 1 });
  const told = new Set(
    lines.flatMap((line) => ('event' in line && 'notificationId' in line.event ? [line.event.notificationId] : [])),
  );
  const failed = new Set<string>();
  const openedBy = openingRelease(lines);
  const steps: PlayedStep[] = [];
  let leftOut: { count: number; at: number } | null = null;
  for (const line of lines) {
    if (steps.length >= upTo) break;
    if ('leftOut' in line) {
      leftOut = { count: line.leftOut, at: steps.length };
    } else if ('event' in line) {
      const step = replay.take(line.event as ActorEvent, line.at);
      const recordedBy = line.release ?? openedBy;
      steps.push({ ...step, differs: leftOut ? null : differenceOf(line, step), recordedBy });
    } else {
      const event = eventOfOutcome(line, { uid, levels, told, failed });
      if (event) steps.push({ ...replay.take(event, line.at), differs: null, recordedBy: null });
    }
  }
  return { steps, leftOut, replay };
}

/** Of the pager that opened the incident: a line says it only where it was another. */
function openingRelease(lines: TimelineLine[]): string | null {
  const [first] = lines;
  if (!first || !('event' in first) || first.event.type !== 'alert') return null;
  return first.event.opening?.release ?? null;
}

/** The event that the machine got with an outcome and that left no line; null: none. */
function eventOfOutcome(
  { delivery: notificationId, state }: OutcomeLine,
  { uid, levels, told, failed }: Pick<IncidentLines, 'uid' | 'levels'> & { told: Set<string>; failed: Set<string> },
): ActorEvent | null {
  const level = levels.get(notificationId);
  if (!level || told.has(notificationId)) return null;
  if (state === 'failed' || state === 'refused') {
    failed.add(notificationId);
    return { type: 'notificationFailed', uid, ...level, notificationId } as ActorEvent;
  }
  if (state === 'accepted' && failed.delete(notificationId)) {
    return { type: 'notificationSent', uid, ...level, notificationId } as ActorEvent;
  }
  return null;
}

/** As a line would say it today. */
function differenceOf({ effects }: StepLine, { event, at, effects: now }: ReplayedStep): PlayedStep['differs'] {
  type Told = Parameters<typeof stepLine>;
  const again = stepLine({ ...event, at } as Told[0], now as Told[1]).effects;
  const [recorded, recomputed] = [JSON.stringify(effects), JSON.stringify(again)];
  return recorded === recomputed ? null : { recorded, recomputed };
}
