/** A PagerDuty change event as a note: what was changed, where, and the links to it. */
import type { JsonObject } from '../json-object.ts';
import { asJsonObject, labelsOf, textOf } from './body-fields.ts';
import type { Translation } from './translation.ts';

const LINKS_SHOWN = 10;

export function noteOfChange(body: JsonObject): Translation {
  const payload = asJsonObject(body.payload);
  const summary = textOf(payload.summary);
  if (summary === null) return { invalid: ["'payload.summary' is missing or blank"] };
  const source = textOf(payload.source);
  const links = [body.links].flat().map(asJsonObject).slice(0, LINKS_SHOWN);
  const shown = links.flatMap(({ href }) => textOf(href) ?? []);
  const note = [`Change: ${summary}`, ...(source === null ? [] : [`(${source})`]), ...shown].join(' ');
  return { events: [{ type: 'note', note, labels: labelsOf(payload.custom_details, payload), fields: body }] };
}
