export interface WrkReport {
  answered: number;
  notTaken: number;
  broken: number;
  seconds?: number;
  startedAt?: number;
  endedAt?: number;
}
export function parseWrkReport(printed: string): WrkReport | null;
