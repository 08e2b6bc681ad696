/**
 * The place where notifications arrive: the SMS gateway of the pager and the webhook
 * receiver of Alertmanager alike. It notes when each arrived, by the number of its
 * service ("s123"), and whom it was for. On bare sockets, so that it leaves the
 * processor to what is measured.
 */
import { createServer } from 'node:net';
import { answerParent } from '../child.mjs';
import { firstMessage } from '../load/http-message.mjs';
import { now } from '../now.mjs';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';

/** @type {{n: number, to: string, at: number}[]} */
let arrivals = [];
/** @type {{count: number, resolve: Function} | null} */
let waiting = null;

const server = createServer((socket) => {
  let received = '';
  socket.setNoDelay(true);
  // A pager that is killed, or a peer that is stopped, ends its connections as it likes.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const at = now();
    received += chunk.toString('latin1');
    for (let request = firstMessage(received); request; request = firstMessage(received)) {
      received = received.slice(request.length);
      socket.write(ANSWER);
      note(request.body, at);
    }
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

function note(body, at) {
  const to = /"to":"([^"]*)"/.exec(body)?.[1] ?? '';
  // The pager's text begins with the service's name; Alertmanager lists the labels of each alert.
  const found = to ? body.matchAll(/"text":"s(\d+)/g) : body.matchAll(/"labels":\{[^}]*"instance":"s(\d+)"/g);
  for (const [, n] of found) arrivals.push({ n: Number(n), to, at });
  if (waiting && arrivals.length >= waiting.count) waiting.resolve();
}

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
