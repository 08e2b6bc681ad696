export interface Arguments {
  names: string[];
  quick: boolean;
  profile: boolean;
  write: boolean;
  sizes: Record<string, number>;
}
export function parseArguments(given: string[], known: string[]): Arguments | { problem: string };
