import type { Fault } from './types.d.mts';

export function planFaults(
  seed: number,
  options: { durationMs: number; nodes: number; everyMs: number; store?: 'server' | 'sentinel' | 'cluster' },
): Fault[];
