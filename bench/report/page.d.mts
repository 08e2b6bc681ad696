import type { Results } from './results.mjs';

export function writtenInto(page: string, results: Results): string;
export function tablesOf(results: Results): string;
export function placeOf(results: Results): string;
