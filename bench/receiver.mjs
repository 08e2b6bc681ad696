/**
 * The place where notifications arrive: the SMS gateway of the pager and the webhook
 * receiver of Alertmanager alike. It notes when each arrived, by the number of its
 * service ("s123"), and whom it was for.
 */
import { createServer } from 'node:http';
import { answerParent } from './child.mjs';
import { now } from './now.mjs';

/** @type {{n: number, to: string, at: number}[]} */
let arrivals = [];
/** @type {{count: number, resolve: Function} | null} */
let waiting = null;

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const at = now();
    response.end();
    const body = Buffer.concat(chunks).toString();
    const to = /"to":"([^"]*)"/.exec(body)?.[1] ?? '';
    // The pager's text begins with the service's name; Alertmanager lists the labels of each alert.
    const found = to ? body.matchAll(/"text":"s(\d+)/g) : body.matchAll(/"labels":\{[^}]*"instance":"s(\d+)"/g);
    for (const [, n] of found) arrivals.push({ n: Number(n), to, at });
    if (waiting && arrivals.length >= waiting.count) waiting.resolve();
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

answerParent(async ({ type, count, withinMs }) => {
  if (type === 'port') return server.address().port;
  if (type === 'reset') {
    arrivals = [];
    return null;
  }
  // Also past that number: what came too often must be seen, too.
  if (arrivals.length < count) {
    await Promise.race([
      new Promise((resolve) => {
        waiting = { count, resolve };
      }),
      new Promise((resolve) => setTimeout(resolve, withinMs)),
    ]);
    waiting = null;
  }
  return arrivals;
});
