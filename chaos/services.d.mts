import type { PlannedService } from './types.d.mts';

export function planServices(seed: number, count: number): PlannedService[];
export function policyOf(service: PlannedService): object;
