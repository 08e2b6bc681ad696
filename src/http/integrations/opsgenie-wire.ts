/** Opsgenie's alerts as its API writes them. A time is ISO 8601 or left out: there are clients that stumble over an empty one. */
import { z } from '@hono/zod-openapi';
import type { KnownIntegration } from '../../pager/integration-types.ts';
import type { AlertLogLine, AlertView } from '../../pager/opsgenie-types.ts';

const responder = z.looseObject({ type: z.string() });
const time = z.string().openapi({ format: 'date-time' });

const listedFields = {
  id: z.string(),
  tinyId: z.string(),
  alias: z.string(),
  message: z.string(),
  status: z.enum(['open', 'closed']),
  acknowledged: z.boolean(),
  seen: z.boolean(),
  isSeen: z.boolean(),
  tags: z.array(z.string()),
  snoozed: z.boolean(),
  snoozedUntil: time.optional(),
  count: z.int(),
  lastOccurredAt: time,
  createdAt: time,
  updatedAt: time,
  source: z.string(),
  owner: z.string(),
  priority: z.string(),
  responders: z.array(responder),
  teams: z.array(responder),
  integration: z.object({ id: z.string(), name: z.string(), type: z.string() }),
  report: z.object({
    ackTime: z.int().optional(),
    closeTime: z.int().optional(),
    acknowledgedBy: z.string().optional(),
    closedBy: z.string().optional(),
  }),
};
export const opsgenieListedAlert = z.object(listedFields).openapi('OpsgenieListedAlert');
export const opsgenieAlert = z
  .object({
    ...listedFields,
    actions: z.array(z.string()),
    entity: z.string(),
    description: z.string(),
    details: z.record(z.string(), z.string()),
  })
  .openapi('OpsgenieAlert');

export type ListedAlert = z.input<typeof opsgenieListedAlert>;
export type WholeAlert = z.input<typeof opsgenieAlert>;

const iso = (at: number) => new Date(at).toISOString();

export function wireAlert(alert: AlertView, integration: KnownIntegration): WholeAlert {
  const { actions, entity, description, details } = alert;
  return { ...wireListedAlert(alert, integration), actions, entity, description, details };
}

export function wireListedAlert(alert: AlertView, { id, name }: KnownIntegration): ListedAlert {
  const { state, tinyId, alias, message, tags, source, owner, priority, responders, createdAt } = alert;
  const isSeen = state.acknowledged || state.status === 'closed';
  return {
    id: alert.id,
    tinyId,
    alias,
    message,
    status: state.status,
    acknowledged: state.acknowledged,
    seen: isSeen,
    isSeen,
    tags,
    snoozed: state.snoozedUntil !== null,
    ...(state.snoozedUntil !== null && { snoozedUntil: iso(state.snoozedUntil) }),
    count: state.count,
    lastOccurredAt: iso(state.lastOccurredAt),
    createdAt: iso(createdAt),
    updatedAt: iso(Math.max(alert.updatedAt, state.lastOccurredAt, state.ackedAt ?? 0, state.closedAt ?? 0)),
    source,
    owner,
    priority,
    responders,
    teams: responders.filter(({ type }) => type === 'team'),
    integration: { id, name, type: 'API' },
    report: reportOf(alert),
  };
}

function reportOf({ state: { ackedAt, ackedBy, closedAt, closedBy }, createdAt }: AlertView): WholeAlert['report'] {
  return {
    ...(ackedAt !== null && { ackTime: Math.max(0, ackedAt - createdAt) }),
    ...(ackedBy !== null && { acknowledgedBy: ackedBy }),
    ...(closedAt !== null && { closeTime: Math.max(0, closedAt - createdAt) }),
    ...(closedBy !== null && { closedBy }),
  };
}

/** By which a page of a log goes on. */
export const offsetOf = ({ at, id }: AlertLogLine): string => `${at}_${id}`;

export const opsgenieLogLine = z.object({
  log: z.string(),
  type: z.string(),
  owner: z.string(),
  createdAt: time,
  offset: z.string(),
});
export const opsgenieNote = z.object({ note: z.string(), owner: z.string(), createdAt: time, offset: z.string() });

export const wireNote = (line: AlertLogLine): z.input<typeof opsgenieNote> => ({
  note: line.text,
  owner: line.by ?? 'System',
  createdAt: iso(line.at),
  offset: offsetOf(line),
});

export const wireLogLine = (line: AlertLogLine): z.input<typeof opsgenieLogLine> => ({
  log: line.type === 'note' ? `Added note: ${line.text}` : line.text,
  type: line.by === null ? 'system' : 'alertRecipient',
  owner: line.by ?? 'System',
  createdAt: iso(line.at),
  offset: offsetOf(line),
});
