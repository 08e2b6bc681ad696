/**
 * Notices when the machine gave this process no time: the event loop stood still and
 * the process used hardly any CPU meanwhile. What a process does to itself by long
 * computing is no such stall.
 */
import { performance } from 'node:perf_hooks';

const LOOK_EVERY_MS = 50;
const STALL_MS = 300;
/** Of the time that passed. */
const OWN_SHARE = 0.5;

/** @param {() => number} now epoch ms @param {(stall: { from: number; to: number }) => void} onStall */
export function watchStalls(now, onStall) {
  let lookedAt = performance.now();
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const gapMs = performance.now() - lookedAt;
    const { user, system } = process.cpuUsage(used);
    if (gapMs > STALL_MS && (user + system) / 1_000 < gapMs * OWN_SHARE) onStall({ from: now() - gapMs, to: now() });
    lookedAt = performance.now();
    used = process.cpuUsage();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
