/** How busy the machine is with other things: figures that were taken beside other work say little. */
import { cpus } from 'node:os';

const LOOK_FOR_MS = 2_000;

/** @returns {Promise<number>} share of the processors, 0 to 1, while the benchmark itself rests */
export async function otherWork() {
  const before = times();
  await new Promise((resolve) => setTimeout(resolve, LOOK_FOR_MS));
  const after = times();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function times() {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    for (const time of Object.values(times)) all += time;
  }
  return { idle, all };
}
