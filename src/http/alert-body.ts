/**
 * An alert as a monitoring tool sends it. Senders drop a refused page without a
 * word, so it is refused for one thing only: that it has no summary. What else is
 * wrong with it is mended, and named in a warning.
 */
import { z } from '@hono/zod-openapi';
import type { ServiceEventRequest } from '../pager/event-types.ts';
import { type AlertLink, SEVERITIES, type Severity } from '../policy/alert.ts';
import { isTooDeep, type JsonObject } from './json-object.ts';
import { cutText, type EventReading, type LenientFields, readLeniently } from './lenient-fields.ts';

export const KEY_MAX_BYTES = 512;
export const SOURCE_MAX_BYTES = 200;
const SUMMARY_MAX = 1_024;
const DETAILS_MAX_BYTES = 16 * 1_024;
const LINKS_MAX = 20;
const LINKS_MAX_BYTES = 16 * 1_024;

/** For the contract only: what comes is read leniently. */
export const alertFields = {
  summary: z.string().openapi({ description: 'Cut to 1,024 characters' }),
  key: z.string().optional().openapi({
    description:
      'Tells repeated alerts from different ones; `default` unless given. Compared byte for byte, 512 of them',
  }),
  severity: z.enum(SEVERITIES).optional().openapi({ description: '`critical` unless given', default: 'critical' }),
  source: z.string().optional().openapi({ description: 'The tool that sends it; keys are told apart by it' }),
  details: z.unknown().optional().openapi({ description: 'Anything, up to 16 KB, for the timeline' }),
  links: z
    .array(z.object({ href: z.string(), text: z.string().optional() }))
    .optional()
    .openapi({ description: 'Up to 20' }),
};

export function readAlert(object: JsonObject): EventReading<Extract<ServiceEventRequest, { type: 'alert' }>> {
  const fields = readLeniently(object);
  if (fields.raw('summary') === undefined) {
    return { errors: [{ pointer: '/summary', message: 'it is missing: an alert needs a summary' }] };
  }
  const summary = fields.text('summary', SUMMARY_MAX);
  if (summary === null) fields.warn('summary: blank');
  const key = fields.identifier('key', KEY_MAX_BYTES);
  const severity = readSeverity(fields);
  const source = fields.identifier('source', SOURCE_MAX_BYTES);
  const details = readDetails(fields);
  const links = readLinks(fields);
  return {
    event: {
      type: 'alert',
      summary: summary ?? '(no summary)',
      ...(key !== null && { key }),
      ...(severity !== null && { severity }),
      ...(source !== null && { source }),
      ...(details !== undefined && { details }),
      ...(links.length > 0 && { links }),
    },
    warnings: fields.warnings(),
  };
}

function readSeverity(fields: LenientFields): Severity | null {
  const given = fields.text('severity', 60);
  if (given === null) return null;
  const known = SEVERITIES.find((severity) => severity === given.trim().toLowerCase());
  if (known) return known;
  fields.warn(`severity: "${given}" is none of ${SEVERITIES.join(', ')}; critical is assumed`);
  return 'critical';
}

function readDetails(fields: LenientFields): unknown {
  const details = fields.raw('details');
  if (details === undefined) return undefined;
  if (isTooDeep(details)) {
    fields.warn('details: nested too deep; left out');
    return undefined;
  }
  const written = JSON.stringify(details);
  if (Buffer.byteLength(written) <= DETAILS_MAX_BYTES) return details;
  fields.warn(`details: over ${DETAILS_MAX_BYTES / 1_024} KB; kept as a text that was cut`);
  return cutToBytes(typeof details === 'string' ? details : written, DETAILS_MAX_BYTES);
}

function readLinks(fields: LenientFields): AlertLink[] {
  const given = fields.raw('links');
  if (given === undefined) return [];
  if (!Array.isArray(given)) fields.warn('links: expected a list of {href, text}');
  const links: AlertLink[] = [];
  let bytes = 0;
  for (const [index, each] of [given].flat().entries()) {
    const link = toLink(each);
    bytes += link ? Buffer.byteLength(JSON.stringify(link)) : 0;
    if (links.length === LINKS_MAX || bytes > LINKS_MAX_BYTES) {
      fields.warn(`links: those from number ${index + 1} on were left out: ${LINKS_MAX} links and 16 KB are kept`);
      break;
    }
    if (link) links.push(link);
    else fields.warn(`links: number ${index + 1} was left out: expected an "href" that begins with http`);
  }
  return links;
}

/** An address alone is a link too. Only what a browser may be led to. */
function toLink(given: unknown): AlertLink | null {
  const { href, text } = typeof given === 'string' ? { href: given, text: undefined } : fieldsOf(given);
  if (typeof href !== 'string' || !/^https?:\/\//i.test(href) || !URL.canParse(href)) return null;
  return { href, ...(typeof text === 'string' && text.trim() !== '' && { text: cutText(text, SUMMARY_MAX) }) };
}

const fieldsOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null ? (value as JsonObject) : {};

/** As JSON it takes no more than that. */
function cutToBytes(text: string, maxBytes: number): string {
  let cut = cutText(text, maxBytes);
  while (Buffer.byteLength(JSON.stringify(cut)) > maxBytes) cut = cutText(cut, Math.floor(cut.length * 0.9));
  return cut;
}
