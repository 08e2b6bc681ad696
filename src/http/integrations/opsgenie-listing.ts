/** A page of Opsgenie's alerts: what was searched for, in the order that was asked for, and where the next page is. */
import type { KnownIntegration } from '../../pager/integration-types.ts';
import type { OpsgenieAlerts } from '../../pager/opsgenie-types.ts';
import type { JsonObject } from '../json-object.ts';
import { textOf } from './body-fields.ts';
import { type Matches, parseQuery } from './opsgenie-query.ts';
import { type ListedAlert, type WholeAlert, wireAlert } from './opsgenie-wire.ts';

const SORTS = [
  ...['createdAt', 'updatedAt', 'tinyId', 'alias', 'message', 'status', 'acknowledged', 'isSeen', 'snoozed'],
  ...['snoozedUntil', 'count', 'lastOccurredAt', 'source', 'owner', 'priority'],
] as const;
const LIMIT = { usual: 20, most: 100 };
const FURTHEST = 20_000;

export interface Listing {
  matches: Matches;
  offset: number;
  limit: number;
  sort: keyof ListedAlert;
  order: 'asc' | 'desc';
}

export function readListing(query: JsonObject): Listing | { errors: Record<string, string> } {
  const parsed = parseQuery(textOf(query.query) ?? '');
  const offset = wholeOf(query.offset, 0);
  const limit = wholeOf(query.limit, LIMIT.usual);
  const sort = SORTS.find((each) => each.toLowerCase() === (textOf(query.sort) ?? 'createdAt').toLowerCase());
  const order = (textOf(query.order) ?? 'desc').toLowerCase();
  const errors: Record<string, string> = {};
  if ('fault' in parsed) errors.query = parsed.fault;
  if (query.searchIdentifier !== undefined) errors.searchIdentifier = 'there are no saved searches here; send a query';
  if (offset === null || offset > FURTHEST) errors.offset = `should be a number from 0 to ${FURTHEST}`;
  if (limit === null || limit < 1) errors.limit = `should be a number from 1 to ${LIMIT.most}`;
  if (sort === undefined) errors.sort = `should be one of [ ${SORTS.join(', ')} ]`;
  if (order !== 'asc' && order !== 'desc') errors.order = 'should be one of [ asc, desc ]';
  if (Object.keys(errors).length > 0) return { errors };
  return {
    matches: 'matches' in parsed ? parsed.matches : () => true,
    offset: offset ?? 0,
    limit: Math.min(limit ?? LIMIT.usual, LIMIT.most),
    sort: sort ?? 'createdAt',
    order: order === 'asc' ? 'asc' : 'desc',
  };
}

function wholeOf(given: unknown, usual: number): number | null {
  const text = textOf(given);
  if (text === null) return usual;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** `hasMore`: there is a next page. */
export async function listAlerts(
  alerts: OpsgenieAlerts,
  integration: KnownIntegration,
  { matches, offset, limit, sort, order }: Listing,
): Promise<{ shown: ListedAlert[]; hasMore: boolean }> {
  // They come newest first: as far as the page reaches is enough.
  const isAsTheyCome = sort === 'createdAt' && order === 'desc';
  const found: WholeAlert[] = [];
  for await (const alert of alerts.all(integration)) {
    const written = wireAlert(alert, integration);
    if (!matches(written)) continue;
    found.push(written);
    if (isAsTheyCome && found.length > offset + limit) break;
  }
  if (!isAsTheyCome) found.sort((a, b) => (order === 'asc' ? 1 : -1) * compare(a[sort], b[sort]));
  const shown = found.slice(offset, offset + limit).map(withoutText);
  return { shown, hasMore: found.length > offset + limit };
}

export async function countAlerts(
  alerts: OpsgenieAlerts,
  integration: KnownIntegration,
  matches: Matches,
): Promise<number> {
  let count = 0;
  for await (const alert of alerts.all(integration)) if (matches(wireAlert(alert, integration))) count++;
  return count;
}

function withoutText({ actions: _, entity: __, description: ___, details: ____, ...listed }: WholeAlert): ListedAlert {
  return listed;
}

function compare(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)];
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0;
}

const comparable = (value: unknown): number | string => {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  const text = value === undefined ? '' : String(value);
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
};

/** Addresses of the pages around this one. */
export function pagesAround(
  address: string,
  query: JsonObject,
  { offset, limit, sort, order }: Listing,
  hasMore: boolean,
): Record<string, string> {
  const searched = textOf(query.query);
  const at = (place: number) => {
    const params = new URLSearchParams({
      ...(searched !== null && { query: searched }),
      ...{ offset: String(place), limit: String(limit), sort, order },
    });
    return `${address}?${params}`;
  };
  return {
    first: at(0),
    ...(offset > 0 && { prev: at(Math.max(0, offset - limit)) }),
    ...(hasMore && { next: at(offset + limit) }),
    ...(!hasMore && { last: at(offset) }),
  };
}
