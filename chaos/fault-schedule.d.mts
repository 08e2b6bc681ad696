import type { Fault } from './types.d.mts';

export type FaultMix = 'mixed' | 'lostAnswers';
export function planFaults(
  seed: number,
  options: {
    durationMs: number;
    nodes: number;
    everyMs: number;
    mix?: FaultMix;
    store?: 'server' | 'sentinel' | 'cluster';
  },
): Fault[];
