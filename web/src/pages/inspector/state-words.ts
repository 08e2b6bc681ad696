/** A machine's remembered values in words: names from JSON pointers, times as clocks, lists in short. Pure. */
import { clockWithSeconds, lengthOf } from '../../time/words.ts';
import { alertName } from './alert-name.ts';
import type { Context } from './recording.ts';

/** Of the machine's own book-keeping: of no use to whoever reads. */
const NOT_SHOWN: readonly RegExp[] = [
  /^\/incident\/(rate|ignored|uid|number|skipsLeft|failed|more|options|detailed|serviceName|release)(\/|$)/,
  // The name of an alert is its key, and what it was then stands at its event.
  /^\/incident\/alerts\/[^/]+\/(key|source|firstAt|lastAt)$/,
];

export const isShown = (path: string) => NOT_SHOWN.every((pattern) => !pattern.test(path));

/** "/incident/ack/by" is "ack by". */
export function nameOf(path: string): string {
  const parts = path.split('/').slice(1).map(unescaped);
  const [first, ...rest] = parts;
  const shown = first === 'incident' && rest.length > 0 ? rest : parts;
  return shown
    .map(withoutScope)
    .map((part) => part.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`))
    .join(' ');
}

/** @param path tells times and lengths from other numbers by their names */
export function valueWords(path: string, value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'number' && /(At|Since|Until|\/at)$/.test(path))
    return value === 0 ? 'never' : clockWithSeconds(value);
  if (typeof value === 'number' && /Ms$/.test(path)) return lengthOf(value);
  if (Array.isArray(value))
    return value.length > 0 && typeof value[0] === 'object' ? `${value.length} of them` : `[${value.join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export interface Fact {
  name: string;
  value: string;
}

/** What matters of an incident, first. */
export function incidentFacts(context: Context): Fact[] {
  const number = context.get('/incident/number');
  if (number === undefined) return [{ name: 'incident', value: 'none is open' }];
  const levels = context.get('/incident/plan/levels');
  const facts: Fact[] = [
    { name: 'incident', value: String(number) },
    {
      name: 'level',
      value: `${String(context.get('/incident/level'))} of ${Array.isArray(levels) ? levels.length : '?'}`,
    },
    {
      name: 'run',
      value: `${String(context.get('/incident/cycle'))} of ${String(context.get('/incident/lastCycle'))}`,
    },
    { name: 'alerts', value: alertWords(context) },
    { name: 'policy', value: String(context.get('/incident/plan/policyId') ?? '') },
  ];
  const ackBy = context.get('/incident/ack/by') ?? context.get('/incident/ack/via');
  if (ackBy !== undefined) facts.push({ name: 'acknowledged by', value: ackBy === null ? 'somebody' : String(ackBy) });
  return facts;
}

function alertWords(context: Context): string {
  const alerts = [...context].flatMap(([path, count]) => {
    const id = /^\/incident\/alerts\/(.+)\/count$/.exec(path)?.[1];
    if (id === undefined) return [];
    return [`${alertName(keyOf(id), context.get(`/incident/alerts/${id}/summary`))} ×${String(count)}`];
  });
  return alerts.length > 0 ? alerts.join(', ') : 'none';
}

/** Of an alert, from its place in a JSON pointer. */
export const keyOf = (id: string) => withoutScope(unescaped(id));

/** A key is told apart by its source too, which is of no use here. */
const withoutScope = (part: string) => part.split('\u001f').at(-1) ?? part;

const unescaped = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');
