/**
 * What a step changed, in rows that people read: an alert is one row, and an incident
 * that closed is one, not each of the values that went with it. Pure.
 */
import type { MachineStep, StateChange } from '../../api/inspector-queries.ts';
import { clockWithSeconds } from '../../time/words.ts';
import { alertName } from './alert-name.ts';
import { plain } from './event-words.ts';
import type { Context } from './recording.ts';
import { isShown, keyOf, nameOf, valueWords } from './state-words.ts';

export interface ChangeRow {
  name: string;
  text: string;
  kind: 'added' | 'removed' | 'changed';
}

export function changeRows(
  { changes, timers, effects }: Pick<MachineStep, 'changes' | 'timers' | 'effects'>,
  previous: Pick<MachineStep, 'timers'> | undefined,
  { before, after }: { before: Context; after: Context },
): ChangeRow[] {
  return [...valueRows(changes, before, after), ...timerRows(timers, previous?.timers ?? []), ...orderRows(effects)];
}

function valueRows(changes: readonly StateChange[], before: Context, after: Context): ChangeRow[] {
  const hasClosed = before.has('/incident/number') && !after.has('/incident/number');
  const closed: ChangeRow[] = hasClosed
    ? [{ name: 'incident', text: `${String(before.get('/incident/number'))} → closed`, kind: 'removed' }]
    : [];
  const left = changes.filter(
    // Where a whole object was there before, or is now, its parts say it.
    ({ path, before: was, after: is }) =>
      isShown(path) && (was ?? is ?? null) !== null && !(hasClosed && path.startsWith('/incident/')),
  );
  const alerts = new Map<string, StateChange[]>();
  const rest = left.filter((change) => {
    const id = /^\/incident\/alerts\/([^/]+)/.exec(change.path)?.[1];
    if (id !== undefined) alerts.set(id, [...(alerts.get(id) ?? []), change]);
    return id === undefined;
  });
  return [
    ...closed,
    ...rest.map(({ path, before: was, after: is }) => ({
      name: nameOf(path),
      text: [valueWords(path, was), valueWords(path, is) || 'gone'].filter(Boolean).join(' → '),
      kind: kindOf(was, is),
    })),
    ...[...alerts].map(([id, its]) => alertRow(id, its, before, after)),
  ];
}

function alertRow(id: string, changes: readonly StateChange[], before: Context, after: Context): ChangeRow {
  const summaryIn = (context: Context) => context.get(`/incident/alerts/${id}/summary`);
  const [was, is] = [summaryIn(before), summaryIn(after)];
  const name = alertName(keyOf(id), is ?? was);
  if (is === undefined) return { name: 'alert', text: `${name} → gone`, kind: 'removed' };
  if (was === undefined) return { name: 'alert', text: `+ ${name}`, kind: 'added' };
  const said = changes.map(
    ({ path, before: from, after: to }) =>
      `${path.split('/').at(-1)} ${valueWords(path, from)} → ${valueWords(path, to) || 'gone'}`,
  );
  return { name: 'alert', text: `${name}: ${said.join(', ')}`, kind: 'changed' };
}

/** By name and due time: the same name with another due time was armed anew. */
function timerRows(now: MachineStep['timers'], earlier: MachineStep['timers']): ChangeRow[] {
  const had = new Map(earlier.map(({ event, dueAt }) => [event, dueAt]));
  const has = new Map(now.map(({ event, dueAt }) => [event, dueAt]));
  return [...new Set([...had.keys(), ...has.keys()])].flatMap((event) => {
    const [was, is] = [had.get(event), has.get(event)];
    if (was === is) return [];
    const name = plain(/^xstate\.after\.([^.]+)/.exec(event)?.[1] ?? event);
    return [
      { name, text: is === undefined ? 'cancelled' : `due ${clockWithSeconds(Date.parse(is))}`, kind: 'changed' },
    ];
  });
}

const orderRows = (effects: MachineStep['effects']): ChangeRow[] =>
  effects.flatMap(({ type, level }) =>
    type === 'answer'
      ? []
      : [{ name: 'order', text: `+ ${plain(type)}${typeof level === 'number' ? ` ${level}` : ''}`, kind: 'added' }],
  );

const kindOf = (was: unknown, is: unknown): ChangeRow['kind'] =>
  was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
