/** What the machine would do with a policy, as a track: its steps counted from the first alert. Pure. */

import type { SimulatedStep } from '../../api/policy-queries.ts';
import { shortTarget } from '../../track/target-words.ts';
import type { Track, TrackPoint } from '../../track/track-model.ts';

const POINTS_SHOWN = 24;
const MINUTE = 60_000;

export function trackOfProspect(steps: readonly SimulatedStep[]): Track {
  const points = steps.flatMap(pointsOf);
  const last = points.at(-1);
  const state = last?.kind === 'acked' ? 'acked' : last?.kind === 'exhausted' ? 'exhausted' : 'escalating';
  return {
    state,
    points: points.slice(0, POINTS_SHOWN),
    from: 0,
    until: last?.at ?? MINUTE,
    head: null,
    sentence: sentenceOf(points),
  };
}

function pointsOf({ afterMs: at, event, state, told }: SimulatedStep): TrackPoint[] {
  if (told) {
    const again = told.cycle > 1 ? `, run ${told.cycle}` : '';
    const targets = told.targets.map((target) => ({ label: shortTarget(target), outcome: 'none' as const }));
    return [{ at, kind: 'ahead', title: `Level ${told.level}${again}`, targets }];
  }
  if (event === 'ack') return [{ at, kind: 'acked', title: 'Acknowledged', targets: [] }];
  if (state === 'exhausted') return [{ at, kind: 'exhausted', title: 'Nobody is left', targets: [] }];
  return [];
}

/** "At once", "+15 min", "+1 h 5 min" */
export function afterWords(ms: number): string {
  if (ms === 0) return 'At once';
  const seconds = Math.round(ms / 1_000);
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return `+${parts.slice(0, 2).join(' ')}`;
}

function sentenceOf(points: readonly TrackPoint[]): string {
  const last = points.at(-1);
  const levels = points.filter(({ kind }) => kind === 'ahead').length;
  if (!last) return 'Nothing would happen.';
  const after = afterWords(last.at).replace('+', 'After ');
  if (last.kind === 'acked') return `${after} it is acknowledged: nobody else is told.`;
  if (last.kind === 'exhausted')
    return `${after} everybody was told, ${levels === 1 ? 'once' : `${levels} times`} in all, and nobody is left.`;
  return `${after} the last level is told.`;
}
