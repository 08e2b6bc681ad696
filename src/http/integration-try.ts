/** What a body would do if a tool sent it: read by the same code as the tool's, and nothing comes of it. */
import { z } from '@hono/zod-openapi';
import type { InboundEvent, InboundPreview, KnownIntegration } from '../pager/integration-types.ts';
import { keyOfAlias, newUuid } from '../pager/opsgenie-alert.ts';
import { opsgenieEvent } from '../pager/opsgenie-event.ts';
import { integrationFields, integrationSchema } from '../policy/integration.ts';
import { configuration } from './configuration-body.ts';
import type { HttpDependencies } from './dependencies.ts';
import { tryAnswer } from './integration-answers.ts';
import { DOORS } from './integrations/doors.ts';
import { readText } from './integrations/inbound.ts';
import { readCreate } from './integrations/opsgenie-body.ts';
import { toInbound } from './integrations/translation.ts';
import type { JsonObject } from './json-object.ts';
import { type Api, mount } from './operation.ts';
import { problem } from './problem.ts';

const { settings, rule, serviceId } = integrationFields.shape;
const schema = z.strictObject({
  /** What the tool sends. */
  body: z.union([z.record(z.string(), z.unknown()), z.string()], { message: 'expected an object, or a text' }),
  settings,
  /** Null: without one. */
  rule: rule.unwrap().nullable().optional(),
  serviceId: serviceId.unwrap().nullable().optional(),
});

export function tryIntegration(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/integrations/{id}/try',
      tag: 'Integrations',
      summary: 'What a body would do; nothing is sent',
      description:
        '`settings`, `rule` and `serviceId` try others than those that are stored; null tries without a rule or a service. Through Opsgenie’s API it is the body of a created alert.',
      body: configuration(schema, {
        documented: schema.openapi('IntegrationTryInput'),
        example: { body: { title: 'Disk full', state: 'alerting' } },
      }),
      answers: { 200: { description: 'What it would come to', schema: tryAnswer } },
      refuses: ['not_found'],
    },
    async (context, { body: { body, ...other } }) => {
      const id = context.req.param('id') ?? '';
      const known = await pager.integrations.known(id);
      if (!known) return problem(context, 'not_found', `there is no integration "${id}"`);
      const { id: _, ...stored } = known;
      const parsed = integrationSchema.safeParse(withoutNulls({ ...stored, ...other }));
      if (!parsed.success)
        return context.json({ errors: parsed.error.issues.map(({ message }) => message), events: [] });
      const read = readTried(body, { ...parsed.data, id });
      if ('errors' in read) return context.json({ errors: read.errors, events: [] });
      const events = await pager.integrations.preview({ ...parsed.data, id }, read.events);
      return context.json({ errors: [], events: events.map(wireTried) });
    },
  );
}

function readTried(
  sent: string | Record<string, unknown>,
  integration: KnownIntegration,
): { events: InboundEvent[] } | { errors: string[] } {
  const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
  const read = readText(text, { isForm: true });
  if ('refused' in read) return { errors: [read.refused] };
  if (integration.type === 'opsgenie') return readTriedCreate(read.fields, integration.settings);
  const door = DOORS.find(({ type, takes }) => type === integration.type && (takes?.(read.fields) ?? true));
  if (!door) return { errors: [`what comes through an integration of type ${integration.type} can’t be tried`] };
  const translated = door.translate(
    {
      method: 'POST',
      path: '',
      bytes: new TextEncoder().encode(text),
      at: Date.now(),
      unreadable: null,
      body: read.fields,
      query: {},
      header: () => undefined,
      param: () => undefined,
    },
    // It is tried by somebody who need not sign it.
    { ...integration, settings: { ...integration.settings, signature: undefined } },
  );
  if ('unauthorized' in translated) return { errors: [translated.unauthorized] };
  return 'invalid' in translated ? { errors: translated.invalid } : { events: translated.events.map(toInbound) };
}

/** Of Opsgenie's many calls the one that sends an alert. */
function readTriedCreate(
  body: JsonObject,
  given: KnownIntegration['settings'],
): { events: InboundEvent[] } | { errors: string[] } {
  const read = readCreate(body, given ?? {});
  if ('errors' in read)
    return { errors: Object.entries(read.errors).map(([field, message]) => `${field}: ${message}`) };
  const { alias } = read.create;
  // Without an alias each has an id of its own.
  return { events: [opsgenieEvent(alias === null ? newUuid() : keyOfAlias(alias), read.create)] };
}

function wireTried({ event, serviceId, would }: InboundPreview): z.input<typeof tryAnswer>['events'][number] {
  const { labels: _, fields: __, serviceId: ___, ...shown } = event;
  return { ...shown, serviceId, would };
}

const withoutNulls = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
