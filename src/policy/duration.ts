/**
 * Durations as people write them ("15m", "90s", "1h", "2d"), as milliseconds.
 * Whole numbers of one unit only, so that a value reads back exactly as it was written.
 */
import ms, { type StringValue } from 'ms';
import { z } from 'zod';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const WRITTEN = /^\d{1,9}(ms|s|m|h|d)$/;

/** Milliseconds, or null when the text is no duration. */
export function parseDuration(text: string): number | null {
  return WRITTEN.test(text) ? ms(text as StringValue) : null;
}

/** The shortest exact form: 900000 is "15m", 90000 is "90s". */
export function formatDuration(durationMs: number): string {
  for (const [unit, size] of [
    ['d', DAY],
    ['h', HOUR],
    ['m', MINUTE],
    ['s', SECOND],
  ] as const) {
    if (durationMs >= size && durationMs % size === 0) return `${durationMs / size}${unit}`;
  }
  return `${durationMs}ms`;
}

/** A schema for a duration between two bounds, both in milliseconds and both allowed. */
export function durationBetween(minMs: number, maxMs: number) {
  const bounds = `${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return z.string().refine(
    (text) => {
      const durationMs = parseDuration(text);
      return durationMs !== null && durationMs >= minMs && durationMs <= maxMs;
    },
    { message: `expected a duration such as "15m", "90s" or "1h", ${bounds}` },
  );
}
