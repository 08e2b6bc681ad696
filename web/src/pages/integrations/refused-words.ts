/** How many requests were refused, and for what most of all. Pure. */
export function refusedWords(refused: Readonly<Record<string, number>>): string {
  const codes = Object.entries(refused).sort(([, a], [, b]) => b - a);
  const [first] = codes;
  if (!first) return '';
  const count = codes.reduce((sum, [, each]) => sum + each, 0);
  return `${count} refused: ${first[0].replaceAll('_', ' ')}${codes.length > 1 ? ' and others' : ''}`;
}

/** "3 unauthorized, 1 unknown service" */
export const refusedCounts = (refused: Readonly<Record<string, number>>): string =>
  Object.entries(refused)
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${count} ${code.replaceAll('_', ' ')}`)
    .join(', ');
