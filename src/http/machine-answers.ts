/** What the API answers about the machines themselves, as schemas: charts, steps, and what would be. */
import { z } from '@hono/zod-openapi';
import { count, pageOf, time } from './answers.ts';
import { targetAnswer } from './notification-answers.ts';

const box = { x: z.number(), y: z.number(), width: z.number(), height: z.number() };
const stateBox = z.object({
  ...box,
  id: z.string().openapi({ example: 'monitoredService.unhealthy.acked' }),
  key: z.string(),
  parent: z.string().nullable(),
  isInitial: z.boolean(),
  isLeaf: z.boolean(),
  tags: z.array(z.string()),
  description: z.string(),
});
const arrow = z.object({
  from: z.string(),
  to: z.string(),
  points: z.array(z.object({ x: z.number(), y: z.number() })),
  label: z.object(box),
  transitions: z.array(
    z.object({
      id: z.string().openapi({ description: 'What a step says that it took' }),
      event: z.string(),
      guard: z.string().nullable(),
      effects: z.array(z.string()),
      lines: z.array(z.string()).openapi({ example: ['after ack timeout', '[next level]', '/ notify level'] }),
    }),
  ),
});

export const machineAnswer = z
  .object({
    id: z.string().openapi({ example: 'monitored-service' }),
    history: z.enum(['incidents', 'changes', 'none']).openapi({
      description: 'What can be played back: every step of its incidents, its newest changes, or nothing',
    }),
    chart: z
      .object({ width: z.number(), height: z.number(), states: z.array(stateBox), arrows: z.array(arrow) })
      .openapi('Chart', { description: 'Laid out; coordinates are absolute' }),
  })
  .openapi('Machine');

export const machinesAnswer = pageOf(machineAnswer).extend({
  bridge: z
    .object({ page: z.string(), host: z.string().openapi({ example: 'stately.ai' }) })
    .nullable()
    .openapi({ description: 'The page that shows actors in the Stately Inspector of that host; null: none is set' }),
});

export const actorAnswer = z.object({ id: z.string() }).openapi('Actor');

const stateFields = {
  active: z.array(z.string()).openapi({ description: 'Ids of the states it is in' }),
  timers: z.array(z.object({ event: z.string(), armedAt: time, dueAt: time })),
  changes: z
    .array(
      z.object({
        path: z.string().openapi({ description: 'JSON pointer into its context' }),
        before: z.unknown().optional(),
        after: z.unknown().optional(),
      }),
    )
    .openapi({ description: 'Since the step before; in `now`, since the machine’s beginning' }),
};

export const stepAnswer = z
  .object({
    ...stateFields,
    at: time,
    event: z.looseObject({ type: z.string() }),
    texts: z.array(z.string()).openapi({ description: 'What it came to, a sentence each' }),
    taken: z.array(z.string()).openapi({ description: 'Ids of the transitions that were taken, in order' }),
    changed: z.boolean(),
    stoppedBy: z.string().nullable().openapi({ description: 'The guard or the fence that stopped it' }),
    effects: z.array(z.looseObject({ type: z.string() })),
    lateMs: z.number().nullable().openapi({ description: 'Of a timer: how long after its due time it was taken' }),
    differs: z
      .object({ recorded: z.string(), recomputed: z.string() })
      .nullable()
      .openapi({ description: 'What was recorded is not what the machine says today' }),
    recordedBy: z.string().nullable().openapi({ description: 'The release that recorded it, where it is known' }),
  })
  .openapi('MachineStep');

export const historyAnswer = z
  .object({
    machine: z.string(),
    id: z.string(),
    incident: z.string().nullable(),
    steps: z.array(stepAnswer),
    leftOut: z.object({ count, at: count }).nullable().openapi({ description: 'Lines that are kept no longer' }),
    now: z.object(stateFields),
    agrees: z.boolean().openapi({ description: 'Recomputed is what was recorded, and leads to what is stored' }),
    release: z.string().openapi({ description: 'That recomputed it' }),
  })
  .openapi('ActorHistory');

export const simulationAnswer = z
  .object({
    steps: z.array(
      z.object({
        afterMs: z.number().openapi({ description: 'Since the first alert' }),
        event: z.string(),
        state: z.enum(['healthy', 'escalating', 'exhausted', 'acked']),
        told: z.object({ level: count, cycle: count, targets: z.array(targetAnswer) }).nullable(),
        text: z.string(),
      }),
    ),
    isCut: z.boolean().openapi({ description: 'There were more steps than are shown' }),
  })
  .openapi('Simulation');
