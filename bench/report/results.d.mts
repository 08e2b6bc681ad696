import type { z } from 'zod';
import type { Row } from './goal.mjs';

export interface Made {
  name: string;
  measuredAt: string;
  otherWork: number;
  rows: Row[];
  peers: { what: string; figure: string; beside: string }[];
  figures: Record<string, unknown>;
}
export interface Results {
  schema: 1;
  build: string;
  machine: {
    cpu: string;
    cores: number;
    memoryGb: number;
    kernel: string;
    node: string;
    redis: string;
    fsync: string;
  };
  load: { generator: string; connections: number };
  sizes: Record<string, unknown>;
  measures: Made[];
}
export const RESULTS: string;
export const resultsSchema: z.ZodType<Results>;
export function writeResults(results: Results, folder: string, name: string): string;
export function newestResults(folder?: string): Results | null;
export function mergeResults(before: Results | null, again: Results, order: string[]): Results | { refused: string };
