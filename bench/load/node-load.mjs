/**
 * A load generator in Node: a process of its own with a fixed number of kept connections,
 * one request at a time on each. Evenly spaced (`paced`), where a late answer does not
 * delay the next request: that is what wrk can't do. Or as fast as the answers come
 * (`closed`), where there is no wrk.
 */
import { answerParent } from '../child.mjs';
import { now } from '../now.mjs';
import { openConnection, requestBytes } from './http-connection.mjs';

answerParent(async ({ mode, port, connections, ...load }) => {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const result = { done: 0, failed: {}, firstFailure: null, startedAt: now(), endedAt: 0, sentAt: [] };
  const send = async (connection, bytes) => {
    const { status, body } = await connection.request(bytes);
    if (status >= 200 && status < 300) result.done++;
    else {
      result.failed[status] = (result.failed[status] ?? 0) + 1;
      result.firstFailure ??= body.slice(0, 300);
    }
  };
  if (mode === 'closed') await sendClosed(open, load, send);
  else await sendPaced(open, load, send, result);
  result.endedAt = now();
  for (const connection of open) connection.close();
  return result;
});

async function sendClosed(open, { template, from = 0, count = Number.POSITIVE_INFINITY, durationMs }, send) {
  const until = durationMs === undefined ? Number.POSITIVE_INFINITY : now() + durationMs;
  const bytesOf = writerOf(template);
  let next = from;
  await Promise.all(
    open.map(async (connection) => {
      while (next < from + count && now() < until) await send(connection, bytesOf(next++));
    }),
  );
}

/** `sentAt[i]` is when request `i` of the plan was to be sent: one that waits for a free connection waits on the server's account. */
async function sendPaced(open, { templates, plan, perSecond }, send, result) {
  const writers = templates.map(writerOf);
  const idle = [...open];
  const waiting = [];
  const underWay = [];
  const give = (bytes) => {
    // The one that has rested longest: a server ends a connection on which nothing ever came.
    const connection = idle.shift();
    if (!connection) return void waiting.push(bytes);
    underWay.push(
      send(connection, bytes).then(() => {
        idle.push(connection);
        const late = waiting.shift();
        if (late !== undefined) give(late);
      }),
    );
  };
  const startAt = now() + 50;
  for (const [i, [template, n]] of plan.entries()) {
    const dueAt = startAt + (i * 1_000) / perSecond;
    if (dueAt > now()) await new Promise((resolve) => setTimeout(resolve, dueAt - now()));
    result.sentAt.push(now());
    give(writers[template](n));
  }
  while (result.done + sum(result.failed) < plan.length) await Promise.all(underWay);
}

/** "{n}" in a path or body is the number of the request. @param {any} template @returns {(n: number) => Buffer} */
function writerOf(template) {
  const { path, body = '' } = template;
  if (!path.includes('{n}') && !body.includes('{n}')) {
    const always = requestBytes(template);
    return () => always;
  }
  return (n) => requestBytes({ ...template, path: path.replaceAll('{n}', n), body: body.replaceAll('{n}', n) });
}

const sum = (counts) => Object.values(counts).reduce((total, some) => total + some, 0);
