/**
 * How a body of any form is read as alerts: places in it as JSON pointers, with
 * fallbacks. No code and no templates: nothing of it runs. Pure.
 */
import { z } from 'zod';
import { SEVERITIES } from './alert.ts';
import { pointerSchema } from './json-pointer.ts';

const PLACES_MAX = 10;
const VALUES_MAX = 50;

/** The first of them that holds something counts; a text of one's own may stand behind them. */
const places = z
  .array(
    z.union([pointerSchema, z.strictObject({ text: z.string().min(1).max(1_024) })], {
      message: 'expected a JSON pointer, such as /payload/component, or {"text": "…"} with a text of your own',
    }),
  )
  .min(1)
  .max(PLACES_MAX);
const values = z.array(z.string().min(1).max(200)).max(VALUES_MAX);

export const webhookMappingSchema = z.strictObject({
  /** Where a list of alerts stands; each entry is read by itself then. */
  list: pointerSchema.optional(),
  key: places.optional(),
  summary: places.optional(),
  /** What happened. A value that is in none of the lists is an alert. */
  action: z
    .strictObject({
      from: places,
      ack: values.optional(),
      resolve: values.optional(),
      /** Kept as a note, and nothing else. */
      ignore: values.optional(),
    })
    .optional(),
  severity: z
    .strictObject({ from: places, values: z.record(z.string().min(1).max(200), z.enum(SEVERITIES)).optional() })
    .optional(),
  details: places.optional(),
  link: places.optional(),
  /** Who acknowledged. */
  by: places.optional(),
});

export type WebhookMapping = z.output<typeof webhookMappingSchema>;
export type Places = NonNullable<WebhookMapping['summary']>;
