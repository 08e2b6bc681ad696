import type { Run, Verdict, Violation } from './types.d.mts';

export function checkRun(run: Run): Verdict;
export function counterExamples(verdict: Verdict): { violation: Violation; others: number }[];
