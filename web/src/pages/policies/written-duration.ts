/**
 * Durations as people write them ("15 min", "1h 30", "1.5 hours", "90s"), in the form
 * that the API takes: one whole number of one unit. Pure.
 */
const SECOND = 1;
const UNITS: readonly [RegExp, number][] = [
  [/^d(ays?)?$/, 86_400],
  [/^h((ou)?rs?)?$/, 3_600],
  [/^m(in(ute)?s?)?$/, 60],
  [/^s(ec(ond)?s?)?$/, SECOND],
];
const SHORTEST: readonly [string, number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', SECOND],
];
const PART = /(\d+(?:[.,]\d+)?)\s*([a-z]*)\s*/giy;

/** "90m" for "1 h 30 min"; null when the text says no duration. A bare number is minutes. */
export function readDuration(text: string): string | null {
  const seconds = secondsIn(text.trim().toLowerCase());
  if (seconds === null || seconds <= 0 || !Number.isInteger(seconds)) return null;
  const [unit, size] = SHORTEST.find(([, each]) => seconds % each === 0) ?? ['s', SECOND];
  return `${seconds / size}${unit}`;
}

/** "15 min", "1 h 30 min" for what the API answers. */
export function writeDuration(duration: string): string {
  const seconds = secondsIn(duration);
  if (seconds === null) return duration;
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, size] of SHORTEST) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit === 'm' ? 'min' : unit}`);
  }
  return parts.join(' ');
}

/** Milliseconds; null when the text says no duration. */
export function durationMs(text: string): number | null {
  const seconds = secondsIn(text.trim().toLowerCase());
  return seconds === null ? null : seconds * 1_000;
}

function secondsIn(text: string): number | null {
  PART.lastIndex = 0;
  let total = 0;
  let size = 60;
  let isFirst = true;
  while (PART.lastIndex < text.length) {
    const [, count = '', unit = ''] = PART.exec(text) ?? [];
    if (count === '') return null;
    // "1h 30": what follows without a unit is of the next smaller one.
    const found = unit === '' ? (isFirst ? 60 : size / 60) : UNITS.find(([name]) => name.test(unit))?.[1];
    if (found === undefined || found < 1) return null;
    size = found;
    total += Number(count.replace(',', '.')) * size;
    isFirst = false;
  }
  // 0.1 h is not quite 360 s in binary.
  return isFirst ? null : Math.round(total * 1_000) / 1_000;
}
