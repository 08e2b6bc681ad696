/** Escalation policies: who is notified, in which order. */

import { z } from '@hono/zod-openapi';
import { escalationPolicySchema } from '../policy/escalation-policy.ts';
import { EXAMPLE_PHONE } from '../policy/example-phone.ts';
import { askerOf } from './access.ts';
import { pageOf } from './answers.ts';
import { configuration } from './configuration-body.ts';
import type { HttpContext } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { readNewId } from './new-id.ts';
import { type Api, mount } from './operation.ts';
import { policyAnswer } from './policy-answers.ts';
import { policyRevisions } from './policy-revisions.ts';
import { etagOf, isNotModified, readCondition, WRITE_HEADERS } from './preconditions.ts';
import { problem, refusalProblem } from './problem.ts';
import { pageQuery } from './query.ts';
import { wirePage, wirePolicy } from './wire.ts';

const tag = 'Escalation policies';
const path = '/v1/escalation-policies/{id}';
const HEADERS = { ETag: 'Its revision' };

const policyBody = configuration(escalationPolicySchema, {
  documented: z.strictObject(escalationPolicySchema.shape).openapi('EscalationPolicyInput'),
  example: {
    name: 'Backend',
    repeat: 1,
    levels: [
      { ackTimeout: '15m', targets: [{ type: 'email', address: 'ana@example.com' }] },
      { targets: [{ type: 'sms', phoneNumber: EXAMPLE_PHONE }] },
    ],
  },
});

export function escalationPolicies(api: Api, deps: HttpDependencies) {
  return [
    policyRevisions(api, deps),
    putPolicy(api, deps),
    deletePolicy(api, deps),
    readPolicy(api, deps),
    listPolicies(api, deps),
  ];
}

function putPolicy(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'put',
      path,
      tag,
      summary: 'Create or replace a policy',
      description: 'An open incident keeps the policy that it was opened with.',
      body: policyBody,
      headers: WRITE_HEADERS,
      answers: {
        200: { description: 'Replaced', schema: policyAnswer, headers: HEADERS },
        201: { description: 'Created', schema: policyAnswer, headers: HEADERS },
      },
      refuses: ['bad_header', 'precondition_failed'],
    },
    async (context, { body }) => {
      const id = readNewId(context);
      if (id instanceof Response) return id;
      const condition = await readCondition(context, async () => (await pager.getPolicy(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const put = await pager.putPolicy(id, body, condition, askerOf(context));
      if ('refused' in put) return refusalProblem(context, put);
      context.header('ETag', etagOf(put.policy.revision));
      return context.json(wirePolicy(put.policy), put.created ? 201 : 200);
    },
  );
}

function deletePolicy(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'delete',
      path,
      tag,
      summary: 'Delete a policy that no service uses',
      headers: { 'If-Match': WRITE_HEADERS['If-Match'] },
      answers: { 204: { description: 'Deleted' } },
      refuses: ['bad_header', 'not_found', 'policy_in_use', 'precondition_failed'],
    },
    async (context) => {
      const id = idOf(context);
      const condition = await readCondition(context, async () => (await pager.getPolicy(id))?.revision ?? null);
      if (condition instanceof Response) return condition;
      const deleted = await pager.deletePolicy(id, condition);
      return deleted === 'deleted' ? context.body(null, 204) : refusalProblem(context, deleted);
    },
  );
}

function readPolicy(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path,
      tag,
      summary: 'Read a policy',
      headers: { 'If-None-Match': 'An ETag: 304 when the policy still has that revision' },
      answers: {
        200: { description: 'The policy', schema: policyAnswer, headers: HEADERS },
        304: { description: 'It has the revision that was named' },
      },
      refuses: ['not_found'],
    },
    async (context) => {
      const policy = await pager.getPolicy(idOf(context));
      if (!policy) return notFound(context);
      context.header('ETag', etagOf(policy.revision));
      return isNotModified(context, policy.revision) ? context.body(null, 304) : context.json(wirePolicy(policy));
    },
  );
}

function listPolicies(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/escalation-policies',
      tag,
      summary: 'List policies, by id',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', schema: pageOf(policyAnswer) } },
      refuses: ['bad_cursor'],
    },
    async (context, { query }) => context.json(wirePage(await pager.listPolicies(query), wirePolicy)),
  );
}

const idOf = (context: HttpContext) => context.req.param('id') ?? '';
const notFound = (context: HttpContext) =>
  problem(context, 'not_found', `there is no escalation policy "${idOf(context)}"`);
