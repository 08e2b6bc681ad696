/** A heartbeat as Opsgenie's API says it, and as the pager configures it. What the pager has no field for is kept as labels. */
import { z } from '@hono/zod-openapi';
import type { HeartbeatView } from '../../pager/heartbeats.ts';
import { PRIORITIES, type Priority } from '../../pager/opsgenie-alert.ts';
import { DAY, MINUTE, parseDuration } from '../../policy/duration.ts';
import { type Heartbeat, heartbeatSchema } from '../../policy/heartbeat.ts';
import type { JsonObject } from '../json-object.ts';
import { cutText } from '../lenient-fields.ts';
import { asJsonObject, textOf } from './body-fields.ts';
import { readTags, severityOf, toPriority } from './opsgenie-body.ts';

const HOUR = 60 * MINUTE;
const UNITS = {
  minutes: { ms: MINUTE, letter: 'm' },
  hours: { ms: HOUR, letter: 'h' },
  days: { ms: DAY, letter: 'd' },
};
type Unit = keyof typeof UNITS;

const LABELS = { team: 'team', tags: 'tags', priority: 'priority' };
const MAX = { name: 200, description: 10_000, alertMessage: 130, label: 200 };

export const heartbeatFields = {
  name: z.string(),
  interval: z.number(),
  intervalUnit: z.enum(['minutes', 'hours', 'days']),
  enabled: z.boolean(),
  description: z.string().optional(),
  ownerTeam: z.looseObject({}).optional(),
  alertMessage: z.string().optional(),
  alertTags: z.array(z.string()).optional(),
  alertPriority: z.string().optional(),
};

export const opsgenieHeartbeat = z
  .object({
    name: z.string(),
    description: z.string(),
    interval: z.number(),
    intervalUnit: z.enum(['minutes', 'hours', 'days']),
    enabled: z.boolean(),
    expired: z.boolean(),
    lastPingTime: z.string().optional().openapi({ format: 'date-time' }),
    ownerTeam: z.object({ name: z.string().optional() }),
    alertTags: z.array(z.string()),
    alertPriority: z.enum(PRIORITIES),
    alertMessage: z.string(),
  })
  .openapi('OpsgenieHeartbeat');

/** @param before what it is now: it stays where nothing is given; null: it is a new one */
export function readHeartbeat(
  body: JsonObject,
  before: HeartbeatView | null,
  serviceId: string | null,
): { name: string; heartbeat: Heartbeat; enabled: boolean } | { errors: Record<string, string> } {
  const name = before?.name ?? textOf(body.name);
  const interval = readInterval(body, before);
  const priority = textOf(body.alertPriority) === null ? null : toPriority(textOf(body.alertPriority) ?? '');
  const service = before?.serviceId ?? serviceId;
  const errors: Record<string, string> = {};
  if (name === null) errors.name = 'can not be empty';
  if (interval === null)
    errors.interval = 'should be a number from 1 on, with an intervalUnit of minutes, hours or days';
  if (textOf(body.alertPriority) !== null && priority === null) {
    errors.alertPriority = `should be one of [ ${PRIORITIES.join(', ')} ]`;
  }
  if (service === null) errors.ownerTeam = 'this integration has no service of its own, whose people could be told';
  if (name === null || interval === null || service === null || Object.keys(errors).length > 0) return { errors };
  const parsed = heartbeatSchema.safeParse({
    ...kept(before),
    name: cutText(name, MAX.name),
    serviceId: service,
    interval,
    ...alertOf(body, priority),
    labels: { ...before?.labels, ...labelsOf(body, priority) },
  });
  if (!parsed.success) {
    return {
      errors: Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.') || 'body', message])),
    };
  }
  const enabled = typeof body.enabled === 'boolean' ? body.enabled : before?.state !== 'paused';
  return { name, heartbeat: parsed.data, enabled };
}

/** Its configuration, without what is only told. */
function kept(before: HeartbeatView | null): Partial<Heartbeat> {
  if (!before) return {};
  const { grace, severity, summary, description } = before;
  return {
    ...(grace !== undefined && { grace }),
    ...(severity !== undefined && { severity }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
  };
}

function readInterval(body: JsonObject, before: HeartbeatView | null): string | null {
  if (body.interval === undefined && body.intervalUnit === undefined && before) return before.interval;
  const now = before && intervalOf(before.interval);
  const unit = (textOf(body.intervalUnit) ?? now?.intervalUnit ?? '').toLowerCase();
  const count = Number(textOf(body.interval) ?? now?.interval ?? Number.NaN);
  if (!isUnit(unit) || !Number.isInteger(count) || count < 1) return null;
  return `${count}${UNITS[unit].letter}`;
}

const isUnit = (text: string): text is Unit => Object.hasOwn(UNITS, text);

function alertOf(body: JsonObject, priority: Priority | null): Partial<Heartbeat> {
  const summary = textOf(body.alertMessage);
  const description = textOf(body.description);
  return {
    ...(summary !== null && { summary: cutText(summary, MAX.alertMessage) }),
    ...(description !== null && { description: cutText(description, MAX.description) }),
    ...(priority !== null && { severity: severityOf(priority) }),
  };
}

function labelsOf(body: JsonObject, priority: Priority | null): Record<string, string> {
  const { name, id } = asJsonObject(body.ownerTeam);
  const team = textOf(name) ?? textOf(id);
  const tags = body.alertTags === undefined ? null : readTags(body.alertTags).join(',');
  return {
    ...(team !== null && { [LABELS.team]: cutText(team, MAX.label) }),
    ...(tags !== null && { [LABELS.tags]: cutText(tags, MAX.label) }),
    ...(priority !== null && { [LABELS.priority]: priority }),
  };
}

/** In the largest unit in which it is a whole number. */
function intervalOf(interval: string): { interval: number; intervalUnit: Unit } {
  const ms = parseDuration(interval) ?? 0;
  const intervalUnit = (['days', 'hours', 'minutes'] as const).find((unit) => ms % UNITS[unit].ms === 0) ?? 'minutes';
  return { interval: ms / UNITS[intervalUnit].ms, intervalUnit };
}

export function wireHeartbeat(view: HeartbeatView): z.input<typeof opsgenieHeartbeat> {
  const { name, description = '', labels = {}, lastPingAt, summary } = view;
  const { team, tags = '', priority = '' } = labels;
  return {
    ...wireMeta(view),
    description,
    ...intervalOf(view.interval),
    ...(lastPingAt !== null && { lastPingTime: new Date(lastPingAt).toISOString() }),
    ownerTeam: team === undefined ? {} : { name: team },
    alertTags: tags === '' ? [] : tags.split(','),
    alertPriority: toPriority(priority) ?? 'P3',
    alertMessage: summary ?? `${name} is expired`,
  };
}

export const wireMeta = ({ name, state }: Pick<HeartbeatView, 'name' | 'state'>) => ({
  name,
  enabled: state !== 'paused',
  expired: state === 'expired',
});
