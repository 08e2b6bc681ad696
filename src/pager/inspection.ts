/**
 * The machines themselves, for whoever looks: their charts, an incident played once
 * more from its stored events and compared with what was recorded, and what an event
 * would do on a copy. It reads only.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { ActorDefinition, ActorEvent } from '../runtime/definition.ts';
import type { Reads } from '../runtime/reads.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { Timers } from '../runtime/timers.ts';
import { CHANNEL } from './channel-outages.ts';
import { HEARTBEAT, heartbeatTimers } from './heartbeat-actor.ts';
import { incidentIdOf } from './incident-id.ts';
import type { ActorList, CopiedEvent, InspectedMachine, Inspection } from './inspection-types.ts';
import type { KeptLine } from './kept-step.ts';
import { layoutMachine } from './machine-layout.ts';
import { type FoundTimeline, type IncidentLines, playIncident, readIncidentLines } from './play-incident.ts';
import { playKept } from './play-kept.ts';
import { addressOf, SERVICE } from './service-actor.ts';
import { activeIn, agreesWithStored, shownNow, shownStep } from './shown-step.ts';
import { simulate } from './simulation.ts';
import { contextOf } from './views.ts';
import { WEBHOOK } from './webhook-news.ts';

/** What is known of the past of those that have no incidents; the rest keep nothing. */
const KEPT: Record<string, Kept> = {
  [HEARTBEAT]: { hasEveryState: true, timersIn: heartbeatTimers },
  [CHANNEL]: { hasEveryState: true },
  [WEBHOOK]: { hasEveryState: false },
};

interface Kept {
  /** No step to another state is left out, so the last one leads to what is stored. */
  hasEveryState: boolean;
  timersIn?: (snapshot: AnyMachineSnapshot) => Timers;
}

/** Of what-if: timers that fire before it. */
const STEPS_AT_MOST = 200;

export function createInspection({
  definitions,
  reads,
  load,
  find,
  list,
}: {
  /** Of every machine that runs here. */
  definitions: ActorDefinition[];
  reads: Reads;
  load: (address: string) => Promise<LoadedActor>;
  find: (incidentId: string) => Promise<FoundTimeline | null>;
  list: ActorList;
}): Inspection {
  let machines: Promise<InspectedMachine[]> | null = null;
  const definitionOf = (machine: string) => definitions.find(({ name }) => name === machine) ?? null;

  /** The incident that is asked for, or the newest there is. */
  async function incidentOf(
    id: string,
    asked: string | undefined,
  ): Promise<{ incident: string; found: FoundTimeline } | null> {
    const newest = async () => incidentIdOf(id, contextOf(await load(addressOf(id))).lastNumber);
    const incident = asked ?? (await newest());
    const found = await find(incident);
    return found && found.view.serviceId === id ? { incident, found } : null;
  }

  async function keptHistory(
    { hasEveryState, timersIn }: Kept,
    definition: ActorDefinition,
    id: string,
    now: LoadedActor,
  ) {
    const address = `${definition.name}/${id}`;
    const lines = (await reads.timeline(address, address)).map((line) => JSON.parse(line) as KeptLine);
    const steps = playKept(definition, lines, timersIn);
    const last = steps.at(-1);
    const leadsToStored = !hasEveryState || !last || String(last.active) === String(activeIn(now.snapshot));
    return { steps, agrees: leadsToStored && steps.every(({ differs }) => differs === null) };
  }

  return {
    ...list,
    machines: () => {
      machines ??= Promise.all(
        definitions.map(async ({ name, machine }) => ({
          id: name,
          history: name === SERVICE ? ('incidents' as const) : KEPT[name] ? ('changes' as const) : ('none' as const),
          chart: await layoutMachine(machine),
        })),
      );
      return machines;
    },

    async history(machine, id, asked) {
      const definition = definitionOf(machine);
      if (!definition) return null;
      const actor = await load(`${machine}/${id}`);
      const bare = { machine, id, now: shownNow(definition, actor) };
      const none = { ...bare, incident: null, steps: [], leftOut: null, agrees: true };
      if (machine !== SERVICE) {
        if (asked !== undefined || !(await list.isActor(`${machine}/${id}`))) return null;
        const kept = KEPT[machine];
        return kept ? { ...none, ...(await keptHistory(kept, definition, id, actor)) } : none;
      }
      const chosen = await incidentOf(id, asked);
      if (!chosen) return asked === undefined ? none : null;
      const { steps, leftOut } = playIncident(
        definition,
        await readIncidentLines(reads, chosen.found),
        chosen.incident,
      );
      const isOpen = contextOf(actor).incident?.uid === chosen.found.uid;
      const last = steps.at(-1);
      const shown = steps.map((step) => shownStep(definition, step));
      const agrees =
        shown.every(({ differs }) => differs === null) &&
        (leftOut !== null || (last !== undefined && agreesWithStored(last, isOpen ? actor : null)));
      return { ...bare, incident: chosen.incident, steps: shown, leftOut, agrees };
    },

    async whatIf(machine, id, { incident, step, event, afterMs }) {
      const definition = definitionOf(machine);
      const chosen = definition && machine === SERVICE ? await incidentOf(id, incident) : null;
      if (!definition || !chosen) return null;
      const lines = await readIncidentLines(reads, chosen.found);
      const { steps, replay } = playIncident(definition, lines, chosen.incident, step);
      const at = (steps.at(-1)?.at ?? chosen.found.view.openedAt) + afterMs;
      const taken = replay.takeDue(at, STEPS_AT_MOST);
      if (event) taken.push(replay.take(completed(event, lines), at));
      return taken.map((each) => shownStep(definition, each));
    },

    simulate,
  };
}

/** As the machine gets it: an alert that opens brings the policy that the incident was opened with. */
function completed(event: CopiedEvent, { lines }: IncidentLines): ActorEvent {
  if (event.type === 'resolve') return event;
  if (event.type !== 'alert') return { by: null, ...event } as ActorEvent;
  const opened = lines.find((line) => 'event' in line && line.event.type === 'alert' && line.event.opening);
  const opening = opened && 'event' in opened && opened.event.type === 'alert' ? opened.event.opening : undefined;
  return { ...event, count: 1, ...(opening && { opening: { ...opening, uid: 'copy' } }) } as ActorEvent;
}
