/**
 * Follows the feeds and keeps every commit with the time at which Redis wrote it: a
 * stream entry's id is Redis' own clock, whatever the node thought the time was.
 */
/** @import { SeenCommit } from './types.d.mts' */
/** @import { Store } from './store.mjs' */

const EVERY_MS = 200;
const ACTORS = 'monitored-service/';

/** @param {{ client: Store['client']; feeds: string[] }} options */
export function startCommitRecorder({ client, feeds }) {
  const redis = client();
  /** @type {SeenCommit[]} */
  const commits = [];
  const position = feeds.map(() => '0-0');
  let stopped = false;
  let reading = Promise.resolve();

  async function readOnce() {
    await Promise.all(feeds.map(readFeed));
  }

  /** One by one: they may lie on several servers. @param {string} feed @param {number} index */
  async function readFeed(feed, index) {
    const [reply] = (await redis.xread('COUNT', 5_000, 'STREAMS', feed, position[index] ?? '0-0')) ?? [];
    for (const [id, fields] of reply?.[1] ?? []) {
      position[index] = id;
      const commit = toCommit(id, fields);
      if (commit) commits.push(commit);
    }
  }

  async function follow() {
    while (!stopped) {
      await readOnce().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
  reading = follow();

  return {
    commits,
    async stop() {
      stopped = true;
      await reading;
      await readOnce();
      redis.disconnect();
    },
  };
}

/** @param {string} id @param {string[]} fields @returns {SeenCommit | null} */
function toCommit(id, [kind, json = '{}']) {
  if (kind !== 'c') return null;
  const { a, v, at, s } = JSON.parse(json);
  if (!a.startsWith(ACTORS)) return null;
  const steps = s.map((/** @type {[{ type: string }, { result?: string } | null]} */ [event, answer]) => ({
    type: event.type,
    result: answer?.result ?? null,
  }));
  return { service: a.slice(ACTORS.length), version: v, at, redisAt: Number(id.split('-')[0]), steps };
}
