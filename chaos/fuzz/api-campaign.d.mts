import type { PagerUnderFuzz } from './pager-under-fuzz.d.mts';

export interface ApiFigures {
  asked: number;
  statuses: Record<string, number>;
  kinds: Record<string, number>;
  refusedTwice: number;
  starved: number;
  resends: number;
  heaps: number[];
  sockets: number;
  faults: string[];
}

export function fuzzApi(options: {
  pager: PagerUnderFuzz;
  seed: number;
  requests: number;
  connections: number;
  slow: boolean;
  tell: (text: string) => void;
}): Promise<ApiFigures>;
