/** What every refusal answers: problem details (RFC 9457) with a stable code. */
import { z } from '@hono/zod-openapi';
import { count } from './answers.ts';

export const inputError = z.object({
  pointer: z.string().openapi({
    description: 'JSON pointer (RFC 6901) to the value, within that part of the request',
    example: '/levels/0/targets/1/address',
  }),
  message: z.string(),
  in: z.enum(['query', 'path', 'header']).optional().openapi({ description: 'The body, unless given' }),
});

export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: count,
    code: z.string().openapi({ description: 'Stable: what a program should look at' }),
    detail: z.string().openapi({ description: 'For people' }),
    requestId: z.string(),
    errors: z.array(inputError).optional(),
  })
  .openapi('Problem', {
    example: {
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'invalid',
      detail: 'one thing is wrong with the body; see errors',
      requestId: '5f0c2f0e-6a51-4c29-a6f9-5d1c6f4c2a11',
      errors: [{ pointer: '/levels/0/ackTimeout', message: 'expected a duration such as "15m", "90s" or "1h"' }],
    },
  });
