/**
 * The machines themselves, for whoever looks: their charts, an incident played once
 * more from its stored events and compared with what was recorded, and what an event
 * would do on a copy. It reads only.
 */
import type { ActorDefinition, ActorEvent } from '../runtime/definition.ts';
import type { Reads } from '../runtime/reads.ts';
import type { LoadedActor } from '../runtime/record.ts';
import type { CopiedEvent, InspectedMachine, Inspection } from './inspection-types.ts';
import { layoutMachine } from './machine-layout.ts';
import { type FoundTimeline, type IncidentLines, playIncident, readIncidentLines } from './play-incident.ts';
import { addressOf, incidentIdOf, SERVICE } from './service-actor.ts';
import { agreesWithStored, shownNow, shownStep } from './shown-step.ts';
import { simulate } from './simulation.ts';
import { contextOf } from './views.ts';

/** Of what-if: timers that fire before it. */
const STEPS_AT_MOST = 200;

export function createInspection({
  definitions,
  reads,
  load,
  find,
}: {
  /** Of every machine that runs here. */
  definitions: ActorDefinition[];
  reads: Reads;
  load: (address: string) => Promise<LoadedActor>;
  find: (incidentId: string) => Promise<FoundTimeline | null>;
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

  return {
    machines: () => {
      machines ??= Promise.all(
        definitions.map(async ({ name, machine }) => ({ id: name, chart: await layoutMachine(machine) })),
      );
      return machines;
    },

    async history(machine, id, asked) {
      const definition = definitionOf(machine);
      if (!definition) return null;
      const actor = await load(`${machine}/${id}`);
      const bare = { machine, id, now: shownNow(definition, actor) };
      const none = { ...bare, incident: null, steps: [], leftOut: null, agrees: true };
      if (machine !== SERVICE) return actor.version === 0 ? null : none;
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
