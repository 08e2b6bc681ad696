export interface Group {
  pid: number;
  without?: number[];
}
export function ticksOf(stat: string): number;
export function memoryOf(status: string, name: 'VmRSS' | 'VmHWM'): number;
export function cpuMs(group: Group): number | null;
export function residentBytes(group: Group): number | null;
export function peakBytes(group: Group): number | null;
export function startCpuMeter<Name extends string>(groups: Record<Name, Group>): () => Record<Name, number | null>;
