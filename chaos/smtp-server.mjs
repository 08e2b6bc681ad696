/** A mail server as the pager speaks to it; each pager logs in under its own name. */
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** @import { GatewayBook } from './gateways.mjs' */

/** @param {GatewayBook} book */
export async function startSmtpServer(book) {
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onAuth: ({ username }, _session, callback) => callback(null, { user: username }),
    async onData(stream, session, callback) {
      const chunks = await stream.toArray().catch(() => null);
      // Its sender died in the middle: nothing arrived.
      if (chunks === null) return;
      const text = Buffer.concat(chunks).toString('utf8');
      const id = /^Message-ID: <([^@>]+)@/im.exec(text)?.[1] ?? '';
      const to = session.envelope.rcptTo[0]?.address ?? '';
      const node = Number(String(session.user).replace('pager', ''));
      const { answer, afterMs, answered } = book.received({ id, to, node, channel: 'email' });
      if (answer === 'none') return;
      book.later(afterMs, () => {
        answered(answer);
        if (answer === 'ok') callback(null, 'taken');
        else if (answer === 'cut') connectionOf(server, session)?.close();
        else callback(Object.assign(new Error('try again later'), { responseCode: 451 }));
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.server.address());
  return {
    /** @param {number} node */
    urlFor: (node) => `smtp://pager${node}:secret@127.0.0.1:${port}`,
    stop() {
      for (const connection of connectionsOf(server)) connection.close();
      server.close();
    },
  };
}

/** The library names its open connections, but not in its types. @param {SMTPServer} server */
const connectionsOf = (server) =>
  /** @type {{ connections: Set<{ id: string; close: () => void }> }} */ (/** @type {unknown} */ (server)).connections;

/** @param {SMTPServer} server @param {{ id: string }} session */
const connectionOf = (server, { id }) => [...connectionsOf(server)].find((connection) => connection.id === id);
