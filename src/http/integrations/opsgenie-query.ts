/**
 * The small language that Opsgenie's alert lists are searched by: words, `field: value`
 * (holds it), `=`, `!=`, `<`, `<=`, `>`, `>=`, several values in brackets, AND, OR, NOT
 * and brackets around it all. Terms side by side must all be so. Pure.
 */
export interface Searched {
  [field: string]: unknown;
}

export type Matches = (alert: Searched) => boolean;

const DEEPEST = 40;
const LONGEST = 4_000;
const OPERATORS = ['!=', '<=', '>=', ':', '=', '<', '>'] as const;
type Operator = (typeof OPERATORS)[number];

/** The name in a query, in lower case, and the alert's field. */
const FIELDS: Record<string, string> = Object.fromEntries(
  [
    ...['id', 'tinyId', 'alias', 'message', 'description', 'status', 'acknowledged', 'snoozed', 'isSeen', 'seen'],
    ...['tags', 'priority', 'source', 'entity', 'owner', 'count', 'createdAt', 'updatedAt', 'lastOccurredAt'],
    ...['snoozedUntil', 'responders', 'actions', 'details', 'integration', 'report'],
  ].map((name) => [name.toLowerCase(), name]),
);
const ALSO: Record<string, string> = {
  tag: 'tags',
  action: 'actions',
  responder: 'responders',
  teams: 'responders',
  detail: 'details',
};
const ANYWHERE = ['message', 'description', 'alias', 'tinyId', 'tags', 'source', 'entity'];
const TIMES = ['createdAt', 'updatedAt', 'lastOccurredAt', 'snoozedUntil'];

/** `fault`: what is wrong with it, for whoever wrote it. */
export function parseQuery(text: string): { matches: Matches } | { fault: string } {
  if (text.length > LONGEST) return { fault: `expected at most ${LONGEST} characters` };
  const reader = createReader(text);
  try {
    reader.skipSpace();
    if (reader.atEnd()) return { matches: () => true };
    const matches = readEither(reader, 0);
    if (!reader.atEnd()) return { fault: `unexpected "${reader.rest()}"` };
    return { matches };
  } catch (error) {
    if (error instanceof BadQuery) return { fault: error.message };
    throw error;
  }
}

class BadQuery extends Error {
  override name = 'BadQuery';
}

type Reader = ReturnType<typeof createReader>;

function createReader(text: string) {
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    const [found] = pattern.exec(text.slice(at)) ?? [];
    if (found === undefined) return null;
    at += found.length;
    skipSpace();
    return found;
  };
  const skipSpace = () => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  return {
    take,
    skipSpace,
    looksLike: (pattern: RegExp) => pattern.test(text.slice(at)),
    atEnd: () => at >= text.length,
    rest: () => text.slice(at, at + 30),
    /** A word, or a text in quotes. */
    value(): string {
      const quoted = take(/^"(?:[^"\\]|\\.)*"/);
      if (quoted !== null) return quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1');
      const word = take(/^[^\s()"]+/);
      if (word === null) throw new BadQuery(`expected a value at "${text.slice(at, at + 30)}"`);
      return word;
    },
  };
}

function readEither(reader: Reader, depth: number): Matches {
  if (depth > DEEPEST) throw new BadQuery('nested too deep');
  const sides = [readAll(reader, depth)];
  while (reader.take(/^(OR(?=[\s(])|\|\|)/i) !== null) sides.push(readAll(reader, depth));
  return (alert) => sides.some((side) => side(alert));
}

function readAll(reader: Reader, depth: number): Matches {
  const terms = [readTerm(reader, depth)];
  while (!reader.atEnd() && !reader.looksLike(/^(\)|OR[\s(]|\|\|)/i)) {
    reader.take(/^(AND(?=[\s(])|&&)/i);
    terms.push(readTerm(reader, depth));
  }
  return (alert) => terms.every((term) => term(alert));
}

function readTerm(reader: Reader, depth: number): Matches {
  if (depth > DEEPEST) throw new BadQuery('nested too deep');
  if (reader.take(/^NOT(?=[\s(])/i) !== null) {
    const term = readTerm(reader, depth + 1);
    return (alert) => !term(alert);
  }
  if (reader.take(/^\(/) !== null) {
    const inner = readEither(reader, depth + 1);
    closeBracket(reader);
    return inner;
  }
  const field = reader.take(/^[A-Za-z_][\w.-]*(?=\s*(?:!=|<=|>=|[:=<>]))/);
  if (field === null) return anywhere(reader.value());
  const operator = OPERATORS.find((each) => reader.looksLike(new RegExp(`^${each}`))) ?? ':';
  reader.take(new RegExp(`^${operator}`));
  return fieldTerm(field, operator, readValues(reader));
}

function readValues(reader: Reader): string[] {
  if (reader.take(/^\(/) === null) return [reader.value()];
  const values = [reader.value()];
  while (!reader.atEnd() && !reader.looksLike(/^\)/)) {
    reader.take(/^(OR(?=\s)|\|\||,)/i);
    values.push(reader.value());
  }
  closeBracket(reader);
  return values;
}

function closeBracket(reader: Reader): void {
  if (reader.take(/^\)/) === null) throw new BadQuery('a bracket is not closed');
}

const anywhere = (word: string): Matches => {
  const holds = holdsText(word);
  return (alert) => ANYWHERE.some((field) => textsOf(alert[field]).some(holds));
};

function fieldTerm(name: string, operator: Operator, values: string[]): Matches {
  const { field, read } = readerOf(name);
  const tests = values.map((value) => testOf(field, operator, value));
  if (operator === '!=') return (alert) => !tests.some((test) => textsOf(read(alert)).some(test));
  return (alert) => textsOf(read(alert)).some((text) => tests.some((test) => test(text)));
}

/** `details.host` and `integration.name` go one step further. */
function readerOf(name: string): { field: string; read: (alert: Searched) => unknown } {
  const dot = name.indexOf('.');
  const outer = (dot < 0 ? name : name.slice(0, dot)).toLowerCase();
  const field = FIELDS[outer] ?? ALSO[outer];
  if (field === undefined) {
    throw new BadQuery(`"${name}" can't be searched for; what can is ${Object.values(FIELDS).join(', ')}`);
  }
  if (dot < 0) return { field, read: (alert) => alert[field] };
  const inner = name.slice(dot + 1);
  return {
    field,
    read: (alert) => {
      const value = alert[field];
      return typeof value === 'object' && value !== null && Object.hasOwn(value, inner)
        ? (value as Searched)[inner]
        : undefined;
    },
  };
}

function testOf(field: string, operator: Operator, value: string): (text: string) => boolean {
  if (operator === ':') {
    // A word of these is one of few, and "open" is not a part of another.
    return TIMES.includes(field) ? (text) => numberOf(field, text) === numberOf(field, value) : holdsText(value);
  }
  if (operator === '=' || operator === '!=') {
    const wanted = value.toLowerCase();
    return TIMES.includes(field)
      ? (text) => numberOf(field, text) === numberOf(field, value)
      : (text) => text.toLowerCase() === wanted;
  }
  const than = numberOf(field, value);
  if (than === null) throw new BadQuery(`${field} ${operator} "${value}": expected a number or a time`);
  return (text) => isBeyond(operator, numberOf(field, text), than);
}

function isBeyond(operator: Operator, number: number | null, than: number): boolean {
  if (number === null) return false;
  if (operator === '<') return number < than;
  if (operator === '<=') return number <= than;
  return operator === '>' ? number > than : number >= than;
}

/** A star stands for any text. */
function holdsText(wanted: string): (text: string) => boolean {
  const parts = wanted.toLowerCase().split('*');
  return (text) => {
    const lower = text.toLowerCase();
    let from = 0;
    return parts.every((part) => {
      const found = lower.indexOf(part, from);
      from = found + part.length;
      return found >= 0;
    });
  };
}

/** A time is epoch milliseconds, or as ISO 8601 writes it; a priority counts by its digit. */
function numberOf(field: string, text: string): number | null {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (field === 'priority') return /^P[1-5]$/i.test(text) ? Number(text.slice(1)) : null;
  const at = TIMES.includes(field) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Everything in it that can be compared. */
function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return [String(value)];
  return Object.values(value).flatMap(textsOf);
}
