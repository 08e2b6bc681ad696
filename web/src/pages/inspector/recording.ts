/** A recorded incident as the inspector walks through it: what stood where at each step, and what one step did. Pure. */
import type { History, MachineStep, StateBox, StateChange } from '../../api/inspector-queries.ts';
import { type Tone, toneOf } from '../../chart/tone.ts';

export type Context = ReadonlyMap<string, unknown>;

/** The context behind that step, by JSON pointer. @param index -1: before the first */
export function contextAt(steps: readonly MachineStep[], index: number): Context {
  const context = new Map<string, unknown>();
  for (const { changes } of steps.slice(0, index + 1)) applyChanges(context, changes);
  return context;
}

/** The context as it is stored now. */
export function contextNow({ now }: Pick<History, 'now'>): Context {
  const context = new Map<string, unknown>();
  applyChanges(context, now.changes);
  return context;
}

export function applyChanges(context: Map<string, unknown>, changes: readonly StateChange[]): void {
  for (const change of changes) {
    if (change.after === undefined) context.delete(change.path);
    else context.set(change.path, change.after);
  }
}

/** The names of the states that hold no other: "escalating". */
export function leavesOf(states: readonly StateBox[], active: readonly string[]): string[] {
  return states.filter(({ id, isLeaf }) => isLeaf && active.includes(id)).map(({ key }) => key);
}

export const initialLeaves = (states: readonly StateBox[]): string[] => {
  const first = states.find(({ isInitial, parent }) => isInitial && parent === null);
  return first ? [first.key] : [];
};

/** A stretch of time in one colour. */
export interface Stretch {
  from: number;
  to: number;
  tone: Tone;
}

/** @param until epoch ms, where the last one ends */
export function stretchesOf(steps: readonly MachineStep[], states: readonly StateBox[], until: number): Stretch[] {
  const stretches: Stretch[] = [];
  steps.forEach(({ at, active }, index) => {
    const tone = toneOf(states, new Set(active));
    const from = Date.parse(at);
    const next = steps[index + 1];
    const to = next ? Date.parse(next.at) : Math.max(until, from);
    const last = stretches.at(-1);
    if (last?.tone === tone) last.to = to;
    else stretches.push({ from, to, tone });
  });
  return stretches;
}

/** The last step that was taken by then; the first for whatever lies before it. */
export function stepAt(steps: readonly MachineStep[], at: number): number {
  const after = steps.findIndex((step) => Date.parse(step.at) > at);
  return Math.max(0, (after === -1 ? steps.length : after) - 1);
}

export interface Agreement {
  agrees: boolean;
  text: string;
  detail: string;
}

export function agreementOf({ steps, agrees, leftOut, release }: History): Agreement {
  const differing = steps.findIndex(({ differs }) => differs !== null);
  const recorders = releasesOf(steps);
  const by = recorders.length === 0 ? '' : ` by ${recorders.join(', ')}`;
  if (agrees) {
    const kept = leftOut === null ? '' : ` ${leftOut.count} lines in the middle are kept no longer.`;
    return {
      agrees,
      text: 'recomputed = stored',
      detail: `Every step, recomputed by release ${release}, is what was recorded${by}.${kept}`,
    };
  }
  const where = differing === -1 ? 'the end' : `step ${differing + 1}`;
  const recordedBy = steps[differing]?.recordedBy;
  const whose = recordedBy && recordedBy !== release ? ` (recorded by ${recordedBy}, this is ${release})` : '';
  return {
    agrees,
    text: `differs at ${where}${whose}`,
    detail: `Release ${release} comes to something else than what was recorded${by}, first at ${where}.`,
  };
}

/** Which releases recorded it, as they followed each other. */
const releasesOf = (steps: readonly MachineStep[]): string[] => [
  ...new Set(steps.flatMap(({ recordedBy }) => (recordedBy === null ? [] : [recordedBy]))),
];
