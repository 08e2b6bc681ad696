/** What differs between two states of an actor, value by value. Pure. */
export interface StateChange {
  /** JSON pointer (RFC 6901). */
  path: string;
  /** Undefined: it was not there. */
  before?: unknown;
  /** Undefined: it is gone. */
  after?: unknown;
}

/** Objects are looked into, lists are compared as a whole. */
export function stateDifference(before: unknown, after: unknown, path = ''): StateChange[] {
  if (Object.is(before, after)) return [];
  if (isObject(before) || isObject(after)) {
    // What was there, became an object or stopped to be one, is gone itself.
    const [was, is] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    const itself = [before, after].some((side) => side !== undefined && !isObject(side));
    const names = new Set([...Object.keys(was), ...Object.keys(is)]);
    const inside = [...names].flatMap((name) => stateDifference(was[name], is[name], `${path}/${escaped(name)}`));
    return itself
      ? [leaf(path, isObject(before) ? undefined : before, isObject(after) ? undefined : after), ...inside]
      : inside;
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [leaf(path, before, after)];
}

function leaf(path: string, before: unknown, after: unknown): StateChange {
  return { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
