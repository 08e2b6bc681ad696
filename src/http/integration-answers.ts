/** What the API answers about integrations, as schemas and from the pager's views. */
import { z } from '@hono/zod-openapi';
import { INBOUND_WOULD, type InboundRequestView, type IntegrationView } from '../pager/integration-types.ts';
import { SEVERITIES } from '../policy/alert.ts';
import { HIDDEN_SECRET, INTEGRATION_TYPES, type IntegrationType, integrationFields } from '../policy/integration.ts';

const time = z.string().openapi({ format: 'date-time', example: '2026-03-24T03:07:12.000Z' });

const { rule, settings } = integrationFields.shape;

const fields = {
  id: z.string().openapi({ example: '5f0c2ab1' }),
  revision: z.int(),
  type: z.enum(INTEGRATION_TYPES),
  name: z.string(),
  serviceId: z.string().nullable(),
  rule: rule.unwrap().nullable(),
  settings: settings.unwrap(),
  createdAt: time,
  url: z.string().openapi({ description: 'Where the tool sends to, with {key} where its key belongs' }),
  keys: z.array(z.object({ endsWith: z.string(), createdAt: time, expiresAt: time.nullable() })).openapi({
    description: 'The keys that count now, newest first: their last characters',
  }),
  lastUsedAt: time.nullable(),
  accepted: z.int().openapi({ description: 'Requests that were accepted' }),
  refused: z.record(z.string(), z.int()).openapi({ description: 'Requests that were refused, by the code of why' }),
};

export const integrationAnswer = z.object(fields).openapi('Integration');
export const keyAnswer = z
  .object({ ...fields, key: z.string().openapi({ description: 'Shown now, and never again' }) })
  .openapi('IntegrationWithKey');

export const requestAnswer = z
  .object({
    at: time,
    method: z.string(),
    path: z.string(),
    status: z.int(),
    code: z.string().nullable().openapi({ description: 'Why it was refused' }),
    detail: z.string().nullable(),
    userAgent: z.string().nullable(),
    contentType: z.string().nullable(),
    body: z.string().openapi({ description: 'Its beginning; contacts and secrets are shortened' }),
    events: z.array(
      z.object({
        type: z.string(),
        key: z.string().nullable(),
        serviceId: z.string().nullable(),
        result: z.string().openapi({ description: 'What it came to, or the code of why it was refused' }),
      }),
    ),
  })
  .openapi('IntegrationRequest');

export const tryAnswer = z
  .object({
    errors: z.array(z.string()).openapi({ description: 'Why it would be refused; empty when it would not' }),
    events: z.array(
      z.object({
        type: z.enum(['alert', 'resolve', 'ack', 'note']),
        serviceId: z.string().nullable().openapi({ description: 'Null: none is chosen, and it would be refused' }),
        would: z.enum(INBOUND_WOULD).openapi({
          description:
            'What would follow, of each by itself, as things stand. `create` makes the service and opens an incident, `add` and `repeat` notify nobody, `record` is below what the service pages for',
        }),
        key: z.string().optional(),
        summary: z.string().optional(),
        severity: z.enum(SEVERITIES).optional(),
        by: z.string().optional(),
        note: z.string().optional(),
        details: z.unknown().optional(),
        links: z.array(z.object({ href: z.string(), text: z.string().optional() })).optional(),
      }),
    ),
  })
  .openapi('IntegrationTry');

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

export function wireIntegration(
  { id, revision, type, name, serviceId, rule: chosenBy, settings: set = {}, ...view }: IntegrationView,
  publicUrl: string,
): z.input<typeof integrationAnswer> {
  const { signature, ...open } = set;
  return {
    id,
    revision,
    type,
    name,
    serviceId: serviceId ?? null,
    rule: chosenBy ?? null,
    settings: { ...open, ...(signature && { signature: { ...signature, secret: HIDDEN_SECRET } }) },
    createdAt: iso(view.createdAt),
    url: urlOf(type, publicUrl, '{key}'),
    keys: view.keys.map(({ endsWith, createdAt, expiresAt }) => ({
      endsWith,
      createdAt: iso(createdAt),
      expiresAt: isoOrNull(expiresAt),
    })),
    lastUsedAt: isoOrNull(view.lastUsedAt),
    accepted: view.accepted,
    refused: view.refusedByCode,
  };
}

export const wireKey = (view: IntegrationView, key: string, publicUrl: string): z.input<typeof keyAnswer> => ({
  ...wireIntegration(view, publicUrl),
  url: urlOf(view.type, publicUrl, key),
  key,
});

export const wireRequest = ({ number: _, at, ...request }: InboundRequestView): z.input<typeof requestAnswer> => ({
  at: iso(at),
  ...request,
});

/** PagerDuty's tools have the key in the body, Opsgenie's in a header. */
function urlOf(type: IntegrationType, publicUrl: string, key: string): string {
  switch (type) {
    case 'pagerduty':
      return `${publicUrl}/v2/enqueue`;
    case 'opsgenie':
      return `${publicUrl}/`;
    case 'goalert':
      return `${publicUrl}/api/v2/generic/incoming?token=${key}`;
    default:
      return `${publicUrl}/v1/integrations/${type}/${key}`;
  }
}
