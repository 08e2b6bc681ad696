/** In which colour a machine's moment is drawn: that of the loudest tag among the states it is in. Pure. */
import type { StateBox } from '../api/inspector-queries.ts';

export type Tone = 'exhausted' | 'escalating' | 'acked' | 'healthy';

/** Loudest first. Other machines' tags say the same with other words. */
const TONES: readonly [tag: string, tone: Tone][] = [
  ['exhausted', 'exhausted'],
  ['expired', 'exhausted'],
  ['escalating', 'escalating'],
  ['acked', 'acked'],
];

export function toneOf(states: readonly StateBox[], active: ReadonlySet<string>): Tone {
  const tags = new Set(states.filter(({ id }) => active.has(id)).flatMap((state) => [...state.tags, state.key]));
  return TONES.find(([tag]) => tags.has(tag))?.[1] ?? 'healthy';
}

/** The states that a machine is in, from the ids or paths of its leaves: each with all that hold it. */
export function withParents(states: readonly StateBox[], leaves: readonly string[]): Set<string> {
  const byId = new Map(states.map((state) => [state.id, state]));
  const active = new Set<string>();
  for (const leaf of leaves) {
    for (let state = byId.get(leaf); state; state = state.parent === null ? undefined : byId.get(state.parent)) {
      active.add(state.id);
    }
  }
  return active;
}
