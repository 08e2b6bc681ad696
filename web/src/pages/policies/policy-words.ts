/** Policies in short words: counts, whom they tell and when. Pure. */
import { shortTarget } from '../../track/target-words.ts';
import type { PolicyInput } from './policy-draft.ts';
import { durationMs } from './written-duration.ts';

const MINUTE = 60_000;
const DEFAULT_TIMEOUT_MS = 15 * MINUTE;
const LEVELS_SHOWN = 5;

export const countOf = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** "ana@ → +33 ..21 and 1 more → lead@" */
export function outlineOf({ levels }: PolicyInput): string {
  const shown = levels.slice(0, LEVELS_SHOWN).map(({ targets }) => {
    const [first] = targets;
    if (!first) return 'nobody';
    return targets.length > 1 ? `${shortTarget(first)} and ${targets.length - 1} more` : shortTarget(first);
  });
  return [...shown, ...(levels.length > LEVELS_SHOWN ? [`${levels.length - LEVELS_SHOWN} more levels`] : [])].join(
    ' → ',
  );
}

/** How long it takes until nobody is left to tell, in ms. */
export function spanOf({ levels, repeat = 0 }: PolicyInput): number {
  const once = levels.reduce((sum, { ackTimeout }) => sum + timeoutMs(ackTimeout), 0);
  return once * (1 + repeat);
}

const timeoutMs = (text: string | undefined) => (text === undefined ? null : durationMs(text)) ?? DEFAULT_TIMEOUT_MS;

/** The id that a name suggests: "Backend, nights" is "backend-nights". */
export function idFrom(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
}
