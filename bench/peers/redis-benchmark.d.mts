export function parseBenchmark(csv: string): { perSecond: number; p50: number; p99: number };
