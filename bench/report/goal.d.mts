export type Verdict = 'target' | 'floor' | 'missed' | 'unknown';
export interface Goal<Figures> {
  id: string;
  what: string;
  better: 'higher' | 'lower';
  value: (figures: Figures) => number | null;
  show: (value: number | null) => string;
  target: number;
  floor: number | null;
  firstFloor: number | null;
  beside: (figures: Figures) => string;
}
export interface Row {
  id: string;
  what: string;
  better: 'higher' | 'lower';
  value: number | null;
  target: number;
  floor: number | null;
  firstFloor: number | null;
  verdict: Verdict;
  shown: { value: string; target: string; floor: string; firstFloor: string; beside: string };
}
export function rowOf<Figures>(goal: Goal<Figures>, figures: Figures): Row;
export function verdictOf(
  value: number | null,
  goal: { better: 'higher' | 'lower'; target: number; floor: number | null },
): Verdict;
