import type { PlannedEvent, PlannedService } from './types.d.mts';

export type Load = 'mixed' | 'flaps';
export function planEvents(seed: number, services: PlannedService[], durationMs: number, load: Load): PlannedEvent[];
