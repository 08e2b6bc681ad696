/** The words and numbers that tools have for how bad it is, in ours. What nobody knows is null: the integration's own counts then. */
import type { Severity } from '../../policy/alert.ts';

const WORDS: Record<Severity, string[]> = {
  critical: [
    'critical',
    'crit',
    'fatal',
    'emergency',
    'emerg',
    'disaster',
    'page',
    'alert',
    'p1',
    'p0',
    'highest',
    'sev1',
    'sev0',
    'down',
  ],
  error: ['error', 'err', 'major', 'high', 'average', 'p2', 'sev2', 'severe'],
  warning: ['warning', 'warn', 'minor', 'medium', 'moderate', 'p3', 'sev3', 'low', 'p4', 'sev4'],
  info: ['info', 'information', 'informational', 'notice', 'none', 'debug', 'ok', 'p5', 'sev5', 'lowest'],
};
const KNOWN = new Map(
  Object.entries(WORDS).flatMap(([severity, words]) => words.map((word) => [word, severity as Severity] as const)),
);

export const severityOf = (word: string | null | undefined): Severity | null =>
  (word &&
    KNOWN.get(
      word
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_-]/g, ''),
    )) ||
  null;

/** The worst of them; null when none is known. */
export function worstOf(words: (string | null | undefined)[]): Severity | null {
  const known = new Set(words.map(severityOf));
  return (Object.keys(WORDS) as Severity[]).find((severity) => known.has(severity)) ?? null;
}
