/** A table as people write it, one entry a line: "db1 = checkout-db". Pure. */

export const toLines = (record: Readonly<Record<string, string>>): string =>
  Object.entries(record)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');

/** What stands behind the last "=" is the value: ids and severities have none in them. */
export function fromLines(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf('=');
      return at === -1 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}
