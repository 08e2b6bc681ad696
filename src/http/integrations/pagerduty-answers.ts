/** How PagerDuty's Events API answers, version 2 and version 1: the statuses and words that its clients compare. */
import { z } from '@hono/zod-openapi';
import type { DoorRefusal, Vendor, VendorAnswer } from './door.ts';

/** Clients decode `errors` as a list of texts. */
export const pagerdutyFailure = z
  .object({ status: z.string(), message: z.string(), errors: z.array(z.string()) })
  .openapi('PagerDutyFailure');

/** Version 2: 202, and 429 for all that passes by itself, since its own client comes again after no other status. */
export const eventsV2 = (message: string): Vendor => ({
  accepted: (reply) => ({ status: 202, body: { status: 'success', message, ...reply } }),
  refused: (refusal) => toFailure(refusal, { passing: 429, unknownKey: 'Invalid routing key' }),
});

/** Version 1: 200, and 403 where others say 429. */
export const eventsV1: Vendor = {
  accepted: (reply) => ({ status: 200, body: { status: 'success', message: 'Event processed', ...reply } }),
  refused: (refusal) => toFailure(refusal, { passing: 403, unknownKey: 'Invalid service key' }),
};

function toFailure(
  { kind, messages }: DoorRefusal,
  { passing, unknownKey }: { passing: number; unknownKey: string },
): VendorAnswer {
  const answer = (status: number, name: string, message: string, errors = messages): VendorAnswer => ({
    status,
    body: { status: name, message, errors },
  });
  switch (kind) {
    case 'unreadable':
      return answer(400, 'Unrecognized object', 'Event object format is unrecognized', [
        'JSON parse error',
        ...messages,
      ]);
    case 'too_large':
      return answer(413, 'invalid event', 'Event object is too large');
    case 'passing':
      return answer(
        passing,
        'throttle exceeded',
        'Requests for this service are arriving too quickly.  Please retry later.',
      );
    case 'internal':
      return answer(500, 'internal error', 'Internal Server Error');
    case 'not_here':
      return answer(405, 'invalid event', 'Method Not Allowed');
    case 'unauthorized':
      return answer(400, 'invalid event', 'Event object is invalid', [unknownKey]);
    default:
      return answer(400, 'invalid event', 'Event object is invalid');
  }
}
