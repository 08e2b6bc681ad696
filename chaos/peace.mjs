/** Waits until nothing that is due is left: what was begun has ended, and only attempts that were put off still stand in the agenda. */
import { Redis } from 'ioredis';

const SECOND = 1_000;
/** The longest attempt and its lease, the retry after it, and whoever takes it over. */
const AT_MOST_MS = 40 * SECOND;
const QUIET_MS = 2 * SECOND;

/** @param {number[]} ports of the masters */
export async function waitForPeace(ports) {
  const masters = ports.map((port) => new Redis(port, '127.0.0.1'));
  const until = Date.now() + AT_MOST_MS;
  let quietSince = Number.POSITIVE_INFINITY;
  while (Date.now() < until && Date.now() - quietSince < QUIET_MS) {
    const due = await dueNow(masters);
    if (due > 0) quietSince = Number.POSITIVE_INFINITY;
    else quietSince = Math.min(quietSince, Date.now());
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const master of masters) master.disconnect();
}

/** @param {Redis[]} masters */
async function dueNow(masters) {
  const counts = masters.map(async (redis) => {
    const agendas = await redis.keys('{pager:*}:agenda');
    return Promise.all(agendas.map((agenda) => redis.zcount(agenda, '-inf', Date.now() + 3 * SECOND)));
  });
  return (await Promise.all(counts)).flat().reduce((sum, count) => sum + count, 0);
}
