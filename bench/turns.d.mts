export function takeTurns<Name extends string, Figures>(
  rounds: number,
  contenders: Record<Name, (round: number) => Promise<Figures>>,
): Promise<Record<Name, Figures>[]>;
export function mediansOf(
  rounds: Record<string, Record<string, number | null>>[],
): Record<string, Record<string, number | null>>;
