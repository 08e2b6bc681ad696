/**
 * What the answers share. The others stand by their subject in `…-answers.ts`: the
 * components of /openapi.json, and what src/http/wire.ts makes. Within v1 fields and
 * values are added, never renamed or removed.
 */
import { z } from '@hono/zod-openapi';

export const time = z.string().openapi({ format: 'date-time', example: '2026-03-24T03:07:12.000Z' });

export const count = z.int();

export const warnings = z.array(z.string()).openapi({ description: 'What was changed or left out, one sentence each' });

/** A page of a collection. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().openapi({ description: 'Where the next page begins; null on the last' }),
  });
