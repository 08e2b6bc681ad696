/** The machines: their charts, what each step of an actor was, and what an event would do on a copy. */
import { z } from '@hono/zod-openapi';
import { DAY, durationBetween, parseDuration } from '../policy/duration.ts';
import { sendActorEvent } from './actor-events.ts';
import { pageOf } from './answers.ts';
import { chosenEvent, documentedEvent } from './chosen-event.ts';
import { configuration } from './configuration-body.ts';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { BRIDGE } from './inspect-bridge.ts';
import { actorAnswer, historyAnswer, machinesAnswer, stepAnswer } from './machine-answers.ts';
import { type Api, mount } from './operation.ts';
import { problem } from './problem.ts';
import { pageQuery, text } from './query.ts';
import { wireHistory, wireStep } from './wire-machine.ts';

const tag = 'Machines';

export function machines(api: Api, deps: HttpDependencies) {
  return [
    listMachines(api, deps),
    listActors(api, deps),
    readHistory(api, deps),
    tryWhatIf(api, deps),
    sendActorEvent(api, deps),
  ];
}

function listMachines(api: Api, { pager, statelyInspectorUrl = null }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/machines',
      tag,
      summary: 'The machines that run here, with their charts laid out',
      answers: { 200: { description: 'All of them', schema: machinesAnswer } },
    },
    async (context) =>
      context.json({
        items: await pager.machines(),
        nextCursor: null,
        bridge: statelyInspectorUrl === null ? null : { page: BRIDGE, host: new URL(statelyInspectorUrl).host },
      }),
  );
}

function listActors(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/actors/{machine}',
      tag,
      summary: 'The actors of a machine',
      description: 'By id; the queues of webhooks by when they told something last, the newest of them.',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of their ids', schema: pageOf(actorAnswer) } },
      refuses: ['not_found'],
    },
    async (context, { query }) => {
      const { machine } = addressOf(context);
      const found = await pager.actors(machine, query);
      return found ? context.json(found) : problem(context, 'not_found', `there is no machine "${machine}"`);
    },
  );
}

function readHistory(api: Api, { pager, version }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/actors/{machine}/{id}/history',
      tag,
      summary: 'The past of an actor, step by step',
      description:
        'Of a service: an incident. Of other machines, as `history` of `GET /v1/machines` says: its newest changes, each from the state that was kept with it, or nothing but `now`. Recomputed from the stored events through the machine, and compared with what was recorded.',
      query: z.strictObject({
        incident: text(120).exactOptional().openapi({ description: 'Of a service; the newest unless given' }),
      }),
      answers: { 200: { description: 'Its steps, oldest first, and its state now', schema: historyAnswer } },
      refuses: ['not_found'],
    },
    async (context, { query: { incident } }) => {
      const { machine, id } = addressOf(context);
      const history = await pager.history(machine, id, incident);
      return history ? context.json({ ...wireHistory(history), release: version }) : notFound(context);
    },
  );
}

const whatIf = z.strictObject({
  incident: z.string().max(120),
  step: z.int().min(0).max(10_000),
  event: chosenEvent.nullable(),
  after: durationBetween(0, 365 * DAY).optional(),
});
const documented = z
  .strictObject({
    incident: z.string(),
    step: z.int().openapi({ description: 'Behind which step, counted from 1' }),
    event: documentedEvent.nullable().openapi({ description: 'Null: only time passes' }),
    after: z
      .string()
      .optional()
      .openapi({ description: 'So long after the step; at once unless given', example: '10m' }),
  })
  .openapi('WhatIfInput');

function tryWhatIf(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/actors/{machine}/{id}/what-if',
      tag,
      summary: 'What an event would do, on a copy',
      scope: 'respond',
      description: 'From any step of an incident. Nothing is stored, and nobody is told.',
      body: configuration(whatIf, {
        documented,
        example: { incident: 'checkout-db-7', step: 3, event: { type: 'ack', by: 'Ana' }, after: '10m' },
      }),
      answers: {
        200: {
          description: 'The steps: timers that are due before the event, then the event',
          schema: z.object({ steps: z.array(stepAnswer) }),
        },
      },
      refuses: ['not_found'],
    },
    async (context, { body: { incident, step, event: copied, after } }) => {
      const { machine, id } = addressOf(context);
      const afterMs = after === undefined ? 0 : (parseDuration(after) ?? 0);
      const steps = await pager.whatIf(machine, id, { incident, step, event: copied, afterMs });
      return steps ? context.json({ steps: steps.map(wireStep) }) : notFound(context);
    },
  );
}

const addressOf = (context: HttpContext) => ({
  machine: context.req.param('machine') ?? '',
  id: context.req.param('id') ?? '',
});

const notFound = (context: HttpContext) => {
  const { machine, id } = addressOf(context);
  return problem(context, 'not_found', `there is no such actor "${machine}/${id}", or it has no such incident`);
};
