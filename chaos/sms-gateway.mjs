/** An SMS gateway as the pager posts to it, one path for each pager. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/** @import { GatewayBook } from './gateways.mjs' */

/** @param {GatewayBook} book */
export async function startSmsGateway(book) {
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray().catch(() => null);
    // Its sender died in the middle: nothing arrived.
    if (chunks === null) return;
    const { id, to } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const node = Number(request.url?.slice(1));
    const { answer, afterMs, answered } = book.received({ id, to, node, channel: 'sms' });
    if (answer === 'none') return;
    book.later(afterMs, () => {
      answered(answer);
      if (answer === 'cut') request.socket.destroy();
      else response.writeHead(answer === 'ok' ? 200 : 500).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    /** @param {number} node */
    urlFor: (node) => `http://127.0.0.1:${port}/${node}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
