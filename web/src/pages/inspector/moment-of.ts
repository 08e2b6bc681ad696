/** A step as the chart draws it. Pure. */
import type { ChartLayout, MachineStep } from '../../api/inspector-queries.ts';
import type { ChartMoment } from '../../chart/machine-chart.tsx';
import { countdownOf } from '../../time/words.ts';
import type { Context } from './recording.ts';

export function momentOf(
  layout: ChartLayout,
  { active, taken, timers }: Pick<MachineStep, 'active' | 'taken' | 'timers'>,
  context: Context,
  { at, step }: { at: number; step: string },
): ChartMoment {
  return {
    active: new Set(active),
    taken: new Set(taken),
    timers: timers.map(({ event, armedAt, dueAt }) => ({
      event,
      armedAt: Date.parse(armedAt),
      dueAt: Date.parse(dueAt),
    })),
    notes: notesOf(layout, active, context, timers, at),
    at,
    step,
  };
}

/** Below the name of the state that it is in: the level that was told, and what is left of the timer. */
function notesOf(
  { states }: ChartLayout,
  active: readonly string[],
  context: Context,
  timers: MachineStep['timers'],
  at: number,
): Record<string, string> {
  const leaf = states.find(({ id, isLeaf }) => isLeaf && active.includes(id));
  if (!leaf) return {};
  const timer = timers.find(({ event }) => event.endsWith(leaf.id));
  const left = timer ? countdownOf(Date.parse(timer.dueAt) - at) : '';
  const levels = context.get('/incident/plan/levels');
  const level =
    leaf.tags.includes('escalating') && Array.isArray(levels)
      ? `level ${String(context.get('/incident/level'))} of ${levels.length}`
      : '';
  const note = [level, left].filter(Boolean).join(' · ');
  return note === '' ? {} : { [leaf.id]: note };
}
