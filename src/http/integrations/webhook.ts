/** Any tool that can send its own JSON or a form: read by the integration's mapping, or by the usual names. */
import { z } from '@hono/zod-openapi';
import type { Door } from './door.ts';
import { keyOfAddress } from './inbound.ts';
import { eventsOfMapping } from './mapped-events.ts';
import { WEBHOOK } from './webhook-answers.ts';

export const genericWebhook: Door = {
  type: 'webhook',
  methods: ['post', 'put'],
  paths: ['/v1/integrations/webhook/{key}', '/v1/integrations/webhook'],
  summary: 'Any other tool: JSON or a form of any shape',
  description:
    'Read by `settings.mapping`. Without one: `key`, `summary`, `action`, `severity` and the usual other names for them.',
  schema: z.looseObject({}).openapi('AnyWebhook'),
  example: { key: 'db1-disk', summary: 'Disk on db1 is 99 % full', action: 'trigger', severity: 'critical' },
  ...WEBHOOK,
  keyOf: keyOfAddress,
  translate: ({ body }, { settings }) => eventsOfMapping(body, settings?.mapping),
};
