/** The notes and the log of an Opsgenie alert, newest first unless asked otherwise; a page goes on behind the last line of the one before. */
import type { z } from '@hono/zod-openapi';
import type { AlertLogLine, OpsgenieAlerts } from '../../pager/opsgenie-types.ts';
import type { JsonObject } from '../json-object.ts';
import { textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import { invalid, missingAlert, notFound, opsgeniePage, startAnswer } from './opsgenie-answers.ts';
import { readRef } from './opsgenie-body.ts';
import { opsgenieDoor } from './opsgenie-door.ts';
import { offsetOf, opsgenieLogLine, opsgenieNote, wireLogLine, wireNote } from './opsgenie-wire.ts';

interface Lines {
  summary: string;
  item: z.ZodType;
  isOne(line: AlertLogLine): boolean;
  write(line: AlertLogLine): JsonObject;
}

const LINES: Record<'notes' | 'logs', Lines> = {
  notes: {
    summary: 'The notes of an alert',
    item: opsgenieNote,
    isOne: ({ type }) => type === 'note',
    write: wireNote,
  },
  logs: { summary: 'What happened to an alert', item: opsgenieLogLine, isOne: () => true, write: wireLogLine },
};
const MOST = 100;

export function linesDoor(alerts: OpsgenieAlerts, publicUrl: string, which: keyof typeof LINES): Door {
  const { summary, item, isOne, write } = LINES[which];
  return opsgenieDoor({
    method: 'get',
    path: `/v2/alerts/{identifier}/${which}`,
    summary,
    query: { offset: 'of the last one of the page before', limit: '1 to 100', order: '`desc` or `asc`' },
    answer: opsgeniePage(item),
    async act(request, integration) {
      const answer = startAnswer();
      const ref = readRef(request);
      if ('errors' in ref) return invalid(ref.errors);
      const all = await alerts.log(integration, ref);
      if (!all) return notFound(answer, missingAlert(ref));
      const lines = all.filter(isOne);
      if (textOf(request.query.order)?.toLowerCase() !== 'asc') lines.reverse();
      const { shown, paging } = pageOf(lines, `${publicUrl}${request.path}`, request.query);
      return { answer: answer(200, { data: shown.map(write), paging }), outcomes: [] };
    },
  });
}

function pageOf(lines: AlertLogLine[], address: string, query: JsonObject) {
  const asked = Math.floor(Number(textOf(query.limit) ?? MOST));
  const limit = asked >= 1 ? Math.min(asked, MOST) : MOST;
  const behind = textOf(query.offset);
  const from = behind === null ? 0 : lines.findIndex((line) => offsetOf(line) === behind) + 1;
  const shown = lines.slice(from, from + limit);
  const last = shown.at(-1);
  const at = (offset: string | null) => {
    const params = new URLSearchParams({ limit: String(limit) });
    for (const name of ['identifierType', 'order']) params.set(name, textOf(query[name]) ?? '');
    if (offset !== null) params.set('offset', offset);
    for (const [name, value] of [...params]) if (value === '') params.delete(name);
    return `${address}?${params}`;
  };
  const hasMore = last !== undefined && from + limit < lines.length;
  return { shown, paging: { first: at(null), ...(hasMore && { next: at(offsetOf(last)) }) } };
}
