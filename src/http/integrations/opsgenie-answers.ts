/** How Opsgenie's API answers: everything in one envelope, and the statuses and words that its clients compare. */
import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { InboundOutcome } from '../../pager/integration-types.ts';
import type { AlertRef, RequestStatus, Taken } from '../../pager/opsgenie-types.ts';
import type { JsonObject } from '../json-object.ts';
import type { Acted, DoorRefusal, Vendor, VendorAnswer } from './door.ts';
import { opsgenieKeyOf } from './opsgenie-key.ts';

/** Clients warn of a zero. */
const SHORTEST_SECONDS = 0.001;

const envelope = { took: z.number(), requestId: z.string() };

export const opsgenieFailure = z
  .object({
    message: z.string(),
    ...envelope,
    code: z.int().optional(),
    errors: z.record(z.string(), z.string()).optional(),
  })
  .openapi('OpsgenieFailure');
export const opsgenieTaken = z.object({ result: z.string(), ...envelope }).openapi('OpsgenieTaken');
export const opsgenieDone = z
  .object({ result: z.string(), data: z.record(z.string(), z.unknown()).optional(), ...envelope })
  .openapi('OpsgenieDone');
export const opsgenieData = (data: z.ZodType) => z.object({ data, ...envelope });
export const opsgeniePage = (item: z.ZodType) =>
  z.object({ data: z.array(item), paging: z.record(z.string(), z.string()), ...envelope });

export const REFUSED = [400, 401, 404, 413, 422, 429, 500, 503];

export type Answering = (status: number, body: JsonObject) => VendorAnswer;

/** Begins with the request: what it took is told. */
export function startAnswer(): Answering {
  const startedAt = performance.now();
  return (status, body) => {
    const seconds = Math.round(performance.now() - startedAt) / 1_000;
    const took = Math.max(SHORTEST_SECONDS, seconds);
    const requestId = typeof body.requestId === 'string' ? body.requestId : randomUUID();
    return {
      status,
      body: { ...body, took, requestId },
      // The client for Go asks by the id in the header what became of a request.
      headers: { 'X-Request-Id': requestId, 'X-RateLimit-State': 'OK', 'X-Response-Time': String(took) },
    };
  };
}

/** A request that was taken, or why not; its status is there already. */
export function toActed(
  answer: Answering,
  taken: Taken | { refused: RefusedCode; detail: string; outcomes: InboundOutcome[] },
): Acted {
  const { outcomes } = taken;
  if ('refused' in taken) return { code: taken.refused, messages: [taken.detail], outcomes };
  const { requestId } = taken.request;
  return { answer: answer(202, { result: 'Request will be processed', requestId }), outcomes };
}
type RefusedCode = Extract<Acted, { code: unknown }>['code'];

export const invalid = (errors: Record<string, string>): Acted => ({
  code: 'invalid',
  messages: Object.entries(errors).map(([field, text]) => `${field}: ${text}`),
});

export const notFound = (answer: Answering, message: string): Acted => ({
  answer: answer(404, { message }),
  outcomes: [],
});

export const missingAlert = ({ by, value }: AlertRef) => `Alert with ${by} [${value}] could not be found`;

export const requestData = ({ requestId: _, processedAt, success, ...rest }: RequestStatus, integrationId: string) => ({
  ...rest,
  success,
  isSuccess: success,
  integrationId,
  processedAt: new Date(processedAt).toISOString(),
});

export const opsgenie: Vendor = {
  accepted: () => startAnswer()(202, { result: 'Request will be processed' }),
  refused: (refusal, context) => {
    const answer = startAnswer();
    const message = messageOf(refusal);
    switch (refusal.kind) {
      case 'invalid':
        return answer(422, { message, errors: errorsOf(refusal.messages) });
      case 'unauthorized': {
        const key = opsgenieKeyOf({ header: (name) => context.req.header(name), query: context.req.query() });
        if (key !== null && !IS_KEY.test(key)) return answer(422, { message: 'Key format is not valid!' });
        return answer(401, { message });
      }
      default:
        return answer(statusOf(refusal), { message });
    }
  },
};

const IS_KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Its clients come again after 429 and after 5xx. */
function statusOf({ kind, code }: DoorRefusal): number {
  switch (kind) {
    case 'unreadable':
      return 400;
    case 'too_large':
      return 413;
    case 'no_service':
    case 'not_here':
      return 404;
    case 'passing':
      return OVERLOAD.includes(code) ? 429 : 503;
    default:
      return 500;
  }
}
const OVERLOAD: DoorRefusal['code'][] = ['too_many_requests', 'overloaded', 'busy', 'idempotency_full'];

function messageOf({ kind, code, messages }: DoorRefusal): string {
  if (kind === 'invalid') return 'Request body is not processable. Please check the errors.';
  if (kind === 'unauthorized') return 'Could not authenticate';
  if (kind === 'passing' && OVERLOAD.includes(code)) return 'You are making too many requests!';
  return messages.join('; ');
}

/** By field, as clients decode them. */
const errorsOf = (messages: string[]): Record<string, string> =>
  Object.fromEntries(
    messages.map((message) => {
      const [, field = 'body', text = message] = /^([\w[\].]+): (.*)$/s.exec(message) ?? [];
      return [field, text];
    }),
  );
