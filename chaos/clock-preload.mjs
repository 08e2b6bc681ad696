/**
 * Loaded before a pager's own modules (`--import`): its wall clock is off by as many
 * milliseconds as the file CHAOS_CLOCK_FILE says, from one moment to the next, as
 * after a step of NTP. The monotonic clock (`performance.now`, timers) goes on, as
 * it does in a real step. And when the machine starves the pager, that is written to
 * the file CHAOS_STALL_FILE, a JSON line each.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { watchStalls } from './stall-watch.mjs';

const file = process.env.CHAOS_CLOCK_FILE;
const stallFile = process.env.CHAOS_STALL_FILE;
const realNow = Date.now.bind(Date);
let offsetMs = 0;

function readOffset() {
  try {
    offsetMs = Number(readFileSync(file ?? '', 'utf8')) || 0;
  } catch {
    // Not written yet: the clock is right.
  }
}

if (file) {
  const shiftedNow = () => realNow() + offsetMs;
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [shiftedNow()] : args, self),
    get: (target, name, self) => (name === 'now' ? shiftedNow : Reflect.get(target, name, self)),
  });
  readOffset();
  setInterval(readOffset, 100).unref();
}

if (stallFile) watchStalls(realNow, (stall) => appendFileSync(stallFile, `${JSON.stringify(stall)}\n`));
