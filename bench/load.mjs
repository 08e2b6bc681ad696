/**
 * The load generator: a process of its own with a fixed number of kept connections,
 * one request at a time on each. Either as fast as the answers come (`closed`), or
 * evenly spaced (`paced`), where a late answer does not delay the next request.
 */
import { answerParent } from './child.mjs';
import { openConnection, requestBytes } from './http-connection.mjs';
import { now } from './now.mjs';

/** "{n}" in a path or body is the number of the request. @param {any} template @param {number} n */
const bytesOf = ({ method, path, headers, body }, n) =>
  requestBytes({ method, headers, path: path.replaceAll('{n}', n), body: body?.replaceAll('{n}', n) });

answerParent(
  async ({ mode, port, connections, template, from = 0, count = Number.POSITIVE_INFINITY, durationMs, perSecond }) => {
    const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
    const result = { done: 0, failed: {}, firstFailure: null, startedAt: now(), endedAt: 0, sentAt: [] };
    const send = async (connection, n) => {
      const { status, body } = await connection.request(bytesOf(template, n));
      if (status >= 200 && status < 300) result.done++;
      else {
        result.failed[status] = (result.failed[status] ?? 0) + 1;
        result.firstFailure ??= body.slice(0, 300);
      }
    };
    if (mode === 'closed') await sendClosed(open, { from, count, durationMs }, send);
    else await sendPaced(open, { from, count, perSecond }, send, result);
    result.endedAt = now();
    for (const connection of open) connection.close();
    return result;
  },
);

async function sendClosed(open, { from, count, durationMs }, send) {
  const until = durationMs === undefined ? Number.POSITIVE_INFINITY : now() + durationMs;
  let next = from;
  await Promise.all(
    open.map(async (connection) => {
      while (next < from + count && now() < until) await send(connection, next++);
    }),
  );
}

/** `sentAt[i]` is when request `from + i` was to be sent: one that waits for a free connection waits on the server's account. */
async function sendPaced(open, { from, count, perSecond }, send, result) {
  const idle = [...open];
  const waiting = [];
  const startAt = now() + 50;
  const underWay = [];
  const give = (n) => {
    // The one that has rested longest: a server ends a connection on which nothing ever came.
    const connection = idle.shift();
    if (!connection) return void waiting.push(n);
    underWay.push(
      send(connection, n).then(() => {
        idle.push(connection);
        const late = waiting.shift();
        if (late !== undefined) give(late);
      }),
    );
  };
  for (let i = 0; i < count; i++) {
    const dueAt = startAt + (i * 1_000) / perSecond;
    if (dueAt > now()) await new Promise((resolve) => setTimeout(resolve, dueAt - now()));
    result.sentAt.push(now());
    give(from + i);
  }
  while (result.done + sum(result.failed) < count) await Promise.all(underWay);
}

const sum = (counts) => Object.values(counts).reduce((total, some) => total + some, 0);
