/**
 * Keeps one fault from filling the log: a warning that says the same as one of the last
 * ten seconds is counted, and the next one that is written says how many there were.
 * "The same" is every field but the time.
 */
const SECOND = 1_000;
const QUIET_MS = 10 * SECOND;
const WARN = 40;
const LEVEL_AT = '{"level":'.length;
const MOST_KEPT = 200;

/** @param write takes one line of JSON, with its line break */
export function createRepeatFilter(write: (line: string) => void, now: () => number = Date.now) {
  const last = new Map<string, { at: number; repeated: number }>();
  return (line: string): void => {
    // pino's order of fields: level, time, and what was said.
    if (Number(line.slice(LEVEL_AT, LEVEL_AT + 2)) < WARN) {
      write(line);
      return;
    }
    const said = line.replace(/"time":\d+/, '');
    const seen = last.get(said);
    if (seen && now() - seen.at < QUIET_MS) {
      seen.repeated++;
      return;
    }
    write(seen?.repeated ? `${line.slice(0, -2)},"repeated":${seen.repeated}}\n` : line);
    // The one that was written last is the last to be forgotten.
    last.delete(said);
    last.set(said, { at: now(), repeated: 0 });
    for (const [oldest] of last) {
      if (last.size <= MOST_KEPT) break;
      last.delete(oldest);
    }
  };
}
