/**
 * What Opsgenie's clients send, read as far as it can be: texts are cut to the API's
 * limits, blank responders and tags are passed over (some tools send them by default),
 * and an alert is refused for one thing only: that it has no message.
 */

import { withinSize } from '../../pager/opsgenie-act-words.ts';
import { type AlertContent, PRIORITIES, type Priority, type Responder } from '../../pager/opsgenie-alert.ts';
import type { AlertRef, CreateAlert } from '../../pager/opsgenie-types.ts';
import type { Severity } from '../../policy/alert.ts';
import { KEY_MAX_BYTES, readAlert } from '../alert-body.ts';
import type { JsonObject } from '../json-object.ts';
import { cutText, readLeniently } from '../lenient-fields.ts';
import { asJsonObject, textOf } from './body-fields.ts';
import type { InboundHttp } from './inbound.ts';

const MAX = {
  message: 130,
  description: 15_000,
  entity: 512,
  source: 100,
  user: 100,
  /** As long as one of the pager's own. */
  note: 4_096,
  tag: 50,
  tags: 20,
  actions: 10,
  responders: 50,
  name: 200,
};

const SEVERITY_OF: Record<Priority, Severity> = { P1: 'critical', P2: 'error', P3: 'warning', P4: 'info', P5: 'info' };
export const severityOf = (priority: Priority): Severity => SEVERITY_OF[priority];

export function readCreate(
  body: JsonObject,
  { defaultSeverity }: { defaultSeverity?: Severity | undefined },
): { create: CreateAlert } | { errors: Record<string, string> } {
  if (body.message === undefined || body.message === null) return { errors: { message: 'can not be empty' } };
  const given = textOf(body.priority);
  // An unknown one is rather taken for the gravest than for nothing.
  const priority = given === null ? 'P3' : (toPriority(given) ?? 'P1');
  const { message: _, alias: __, apiKey: ___, ...rest } = body;
  const message = textOf(body.message) ?? '(no summary)';
  const content: AlertContent = {
    message: cutText(message, MAX.message),
    description: cutText(textOf(body.description) ?? '', MAX.description),
    tags: readTags(body.tags),
    details: readDetails(body.details),
    actions: textsOf(body.actions, MAX.tag).slice(0, MAX.actions),
    responders: readResponders(body),
    entity: cutText(textOf(body.entity) ?? '', MAX.entity),
    source: cutText(textOf(body.source) ?? '', MAX.source),
    priority,
    owner: '',
  };
  const severity = given === null ? (defaultSeverity ?? severityOf(priority)) : severityOf(priority);
  const alias = readAlias(textOf(body.alias));
  // As an alert's are trimmed, wherever it comes from.
  const trimmed = readAlert({
    summary: message,
    details: Object.keys(rest).length > 0 ? rest : undefined,
    links: /^https?:/i.test(content.source) ? [{ href: textOf(body.source), text: 'source' }] : undefined,
  });
  if ('errors' in trimmed) throw new Error('an alert that has a summary was refused');
  const { summary, details, links = [] } = trimmed.event;
  return { create: { alias, content, summary, details, links, severity, ...personOf(body), raw: body } };
}

/** One that is too long keeps apart from others by a hash at its end. */
const readAlias = (alias: string | null): string | null =>
  alias === null ? null : readLeniently({ alias }).identifier('alias', KEY_MAX_BYTES);

export function toPriority(given: string): Priority | null {
  return PRIORITIES.find((priority) => priority === given.trim().toUpperCase()) ?? null;
}

export function personOf(body: JsonObject): { by: string | null; note: string | null } {
  const by = textOf(body.user);
  const note = textOf(body.note);
  return { by: by && cutText(by, MAX.user), note: note && cutText(note, MAX.note) };
}

/** As a list, or as one text with commas. */
export const readTags = (tags: unknown): string[] => [...new Set(textsOf(tags, MAX.tag))].slice(0, MAX.tags);

function textsOf(given: unknown, maxLength: number): string[] {
  const all = typeof given === 'string' ? given.split(',') : [given].flat();
  return all.flatMap((each) => {
    const text = textOf(each)?.trim();
    return text ? [cutText(text, maxLength)] : [];
  });
}

export function readDetails(details: unknown): Record<string, string> {
  const entries = Object.entries(asJsonObject(details)).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)] as const];
  });
  return withinSize(Object.fromEntries(entries));
}

function readResponders(body: JsonObject): Responder[] {
  const given = [
    ...[body.responders].flat(),
    ...[body.teams].flat().map((team) => (typeof team === 'string' ? { type: 'team', name: team } : team)),
  ];
  return given.flatMap((each) => toResponder(each) ?? []).slice(0, MAX.responders);
}

/** Null for one that names nobody. */
export function toResponder(given: unknown): Responder | null {
  const fields = asJsonObject(given);
  const type = textOf(fields.type) ?? 'team';
  const id = textOf(fields.id);
  const name = textOf(fields.name) ?? textOf(fields.username);
  if (id === null && name === null) return null;
  return {
    type: cutText(type, MAX.tag),
    ...(id !== null && { id: cutText(id, MAX.name) }),
    ...(name !== null && { name: cutText(name, MAX.name) }),
  };
}

/** Which alert an address means; `errors`: it can't be one. */
export function readRef({
  param,
  query,
}: Pick<InboundHttp, 'param' | 'query'>): AlertRef | { errors: Record<string, string> } {
  // Of attachments it has the longer name.
  const type = (textOf(query.identifierType) ?? textOf(query.alertIdentifierType) ?? 'id').toLowerCase();
  const value = param('identifier') ?? '';
  if (type === 'tiny' || type === 'id') return { by: type, value };
  if (type === 'alias') return { by: 'alias', value: readAlias(value) ?? value };
  return { errors: { identifierType: 'should be one of [ id, alias, tiny ]' } };
}
