/** Events of machines in the few words that a list has room for. Pure. */
import type { MachineStep } from '../../api/inspector-queries.ts';
import { alertName } from './alert-name.ts';

const SECOND = 1_000;

export interface EventWords {
  name: string;
  about: string;
}

/** @param sourceName what people call a source of alerts */
export function eventWords(
  { event, lateMs }: MachineStep,
  level: unknown,
  sourceName: (source: string) => string = (source) => source,
): EventWords {
  const timer = /^xstate\.after\.([^.]+)/.exec(event.type)?.[1];
  if (timer !== undefined) {
    const of = timer === 'ackTimeout' && typeof level === 'number' ? `of level ${level}` : '';
    return { name: plain(timer), about: joined([of, lateMs === null ? '' : lateWords(lateMs)]) };
  }
  const { key, source, count, by, via, reason, level: failedLevel } = event;
  const repeated = typeof count === 'number' && count > 1 ? `×${count}` : '';
  return {
    name: plain(event.type),
    about: joined([
      joined([key === undefined ? '' : alertName(text(key), event.summary), repeated], ' '),
      source === undefined ? '' : `from ${sourceName(text(source))}`,
      typeof by === 'string' ? `by ${by}` : '',
      typeof via === 'string' ? `link of ${via}` : '',
      typeof reason === 'string' ? reason : '',
      event.type.startsWith('notification') ? `level ${text(failedLevel)}` : '',
    ]),
  };
}

/** "+0.18 s late"; nothing for what nobody would notice. */
export function lateWords(lateMs: number): string {
  if (lateMs < 5) return 'on time';
  return lateMs < SECOND * 10 ? `+${(lateMs / SECOND).toFixed(2)} s late` : `+${Math.round(lateMs / SECOND)} s late`;
}

/** "ackTimeout" is "ack timeout". */
export const plain = (name: string) => name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);

const text = (value: unknown) => (value === undefined || value === null ? '' : String(value));
const joined = (parts: string[], by = ' · ') => parts.filter(Boolean).join(by);
