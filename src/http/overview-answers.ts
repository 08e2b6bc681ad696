/** How everything stands, and what was refused lately. */
import { z } from '@hono/zod-openapi';
import { count, time } from './answers.ts';

export const refusedAnswer = z
  .object({
    at: time,
    method: z.string(),
    route: z.string(),
    serviceId: z.string().nullable(),
    keyName: z.string().nullable().openapi({ description: "The API key's name, never the key" }),
    code: z.string(),
    detail: z.string(),
  })
  .openapi('RefusedRequest');

const open = { exhausted: count, escalating: count, acked: count };

export const overviewAnswer = z
  .object({
    services: z.object({
      total: count,
      healthy: count,
      ...open,
      test: count.openapi({ description: 'Only a test is open: in no other count but the total' }),
    }),
    preview: z.boolean().openapi({ description: 'No channel is configured at all: nobody is paged' }),
    publicUrl: z.string().openapi({ description: 'What the links in messages begin with' }),
    isPublicUrlLocal: z.boolean().openapi({ description: 'Such links open on the machine of the pager only' }),
    memoryShare: z.number().nullable().openapi({ description: 'Of the memory that Redis may use; null: not limited' }),
  })
  .openapi('Overview');
