/**
 * A group of alerts as Alertmanager and Grafana send it, again and again while it
 * lasts: as one alert, or as one for each of its alerts. The group's own status can
 * lie when alerts were left out of it, so it never ends a group that is not whole.
 */
import { createHash } from 'node:crypto';
import type { KnownIntegration } from '../../pager/integration-types.ts';
import type { JsonObject } from '../json-object.ts';
import { asJsonObject, labelsOf, textOf } from './body-fields.ts';
import { worstOf } from './severity-words.ts';
import type { SaidEvent } from './translation.ts';

const ALERTS_SHOWN = 20;
/** Where people write what it is about, the shortest first. */
const SUMMARIES = ['summary', 'title', 'message', 'description'];
const PLACES = [
  ['generatorURL', 'Source'],
  ['dashboardURL', 'Dashboard'],
  ['panelURL', 'Panel'],
  ['silenceURL', 'Silence'],
  ['imageURL', 'Image'],
] as const;

interface GroupSettings {
  tool: string;
  keyPer: 'group' | 'alert';
  severityLabel: string;
}

export function eventsOfGroup(body: JsonObject, { settings = {} }: KnownIntegration, tool: string): SaidEvent[] {
  const { keyPer = 'group', severityLabel = 'severity' } = settings;
  const read = { tool, keyPer, severityLabel };
  const alerts = [body.alerts].flat().map(asJsonObject);
  const leftOut = Number(body.truncatedAlerts) || 0;
  const events = keyPer === 'alert' ? alerts.map((alert) => ofAlert(alert, body, read)) : ofGroup(body, alerts, read);
  if (leftOut <= 0) return events;
  const subject = { labels: labelsOf(body.commonLabels, body.groupLabels), fields: body };
  const note = `${tool} left ${leftOut} alerts out of a message about ${keyOfGroup(body)}: its max_alerts is too low to tell whether they are over`;
  return [...events, { type: 'note', note, ...subject }];
}

function ofGroup(body: JsonObject, alerts: JsonObject[], { tool, severityLabel }: GroupSettings): SaidEvent[] {
  const firing = alerts.filter(isFiring);
  const key = keyOfGroup(body);
  const subject = { labels: labelsOf(body.commonLabels, body.groupLabels), fields: body };
  const isOver = firing.length === 0 && textOf(body.status) === 'resolved';
  if (isOver) return Number(body.truncatedAlerts) > 0 ? [] : [{ type: 'resolve', key, ...subject }];
  const said = summaryOf(body.commonAnnotations) ?? (firing.length === 1 ? summaryOf(firing[0]?.annotations) : null);
  const summary = said ?? textOf(body.title) ?? titleOf(body.commonLabels ?? firing[0]?.labels, body.groupLabels);
  return [
    {
      type: 'alert',
      key,
      summary: firing.length > 1 && !summary.startsWith('[FIRING') ? `[FIRING:${firing.length}] ${summary}` : summary,
      severity: worstOf(firing.map(({ labels }) => textOf(asJsonObject(labels)[severityLabel]))) ?? undefined,
      details: {
        groupLabels: body.groupLabels,
        commonLabels: body.commonLabels,
        commonAnnotations: body.commonAnnotations,
        alerts: alerts.slice(0, ALERTS_SHOWN).map(shownAlert),
        ...(alerts.length > ALERTS_SHOWN && { alertsLeftOut: alerts.length - ALERTS_SHOWN }),
      },
      links: [...linksOf(firing[0] ?? {}, body.commonAnnotations), { href: body.externalURL, text: tool }],
      ...subject,
    },
  ];
}

function ofAlert(alert: JsonObject, body: JsonObject, { tool, severityLabel }: GroupSettings): SaidEvent {
  const key = textOf(alert.fingerprint) ?? hashOf(JSON.stringify(Object.entries(asJsonObject(alert.labels)).sort()));
  const labels = labelsOf(alert.labels, body.commonLabels, body.groupLabels);
  const subject = { labels, fields: alert };
  if (!isFiring(alert)) return { type: 'resolve', key, ...subject };
  return {
    type: 'alert',
    key,
    summary: summaryOf(alert.annotations) ?? titleOf(alert.labels, {}),
    severity: worstOf([labels[severityLabel]]) ?? undefined,
    details: shownAlert(alert),
    links: [...linksOf(alert, alert.annotations), { href: body.externalURL, text: tool }],
    ...subject,
  };
}

const isFiring = ({ status }: JsonObject) => textOf(status) !== 'resolved';

/** The routing tree's key, which it is the same for every receiver: the integration scopes it. */
const keyOfGroup = (body: JsonObject): string =>
  textOf(body.groupKey) ?? `${textOf(body.receiver) ?? ''}:${JSON.stringify(body.groupLabels ?? {})}`;

function summaryOf(annotations: unknown): string | null {
  const written = asJsonObject(annotations);
  return SUMMARIES.map((name) => textOf(written[name])).find((text) => text !== null) ?? null;
}

/** "DiskFull (db1:9100 node critical)" */
function titleOf(common: unknown, group: unknown): string {
  const { alertname, ...others } = labelsOf(group, common);
  const rest = Object.values(others).join(' ');
  return [alertname ?? 'An alert', ...(rest === '' ? [] : [`(${rest})`])].join(' ');
}

function shownAlert({ status, labels, annotations, startsAt, endsAt, valueString }: JsonObject): JsonObject {
  return {
    status,
    labels,
    annotations,
    startsAt,
    ...(status === 'resolved' && { endsAt }),
    ...(valueString !== undefined && valueString !== '' && { valueString }),
  };
}

function linksOf(alert: JsonObject, annotations: unknown): { href: unknown; text: string }[] {
  const runbook = asJsonObject(annotations).runbook_url;
  return [
    ...(runbook === undefined ? [] : [{ href: runbook, text: 'Runbook' }]),
    ...PLACES.flatMap(([name, text]) => (alert[name] === undefined ? [] : [{ href: alert[name], text }])),
  ];
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);
