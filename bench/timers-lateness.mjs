/** How late acknowledgement timeouts were committed, as the timelines of their incidents say. */
import { openConnection, requestBytes } from './load/http-connection.mjs';

const READERS = 16;

/**
 * @param {import('./pager.mjs').BenchPager} pager
 * @param {number[]} services numbers of services whose first incident is open, with level 2 notified
 * @param {(n: number) => number} timeoutMs of level 1
 * @returns {Promise<number[]>} ms from when each was due to its commit, in that order
 */
export async function latenessOfTimers(pager, services, timeoutMs) {
  const lateness = new Array(services.length);
  let next = 0;
  const read = async () => {
    const connection = await openConnection(pager.port);
    for (let i = next++; i < services.length; i = next++) {
      const n = services[i];
      const path = `/v1/incidents/s${n}-1/timeline`;
      const { status, body } = await connection.request(requestBytes({ method: 'GET', path, headers: pager.headers }));
      if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
      lateness[i] = latenessIn(JSON.parse(body).items, timeoutMs(n));
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return lateness;
}

/** @param {{type: string, data: {level?: number}, at: string}[]} entries @param {number} timeoutMs */
export function latenessIn(entries, timeoutMs) {
  const atOf = (level) => {
    const found = entries.filter((entry) => entry.type === 'levelNotified' && entry.data.level === level);
    if (found.length !== 1) throw new Error(`level ${level} was notified ${found.length} times`);
    return Date.parse(found[0].at);
  };
  return atOf(2) - (atOf(1) + timeoutMs);
}
