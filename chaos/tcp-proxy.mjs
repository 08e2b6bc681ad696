/** A TCP proxy on loopback that can cut its connections: at once, or in the middle of the next answer. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** @param {number} targetPort */
export async function startTcpProxy(targetPort) {
  /** @type {Set<{ cutInAnswer: () => void; destroy: () => void }>} */
  const links = new Set();
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    let cutNext = false;
    const link = {
      cutInAnswer: () => {
        cutNext = true;
      },
      destroy: () => {
        links.delete(link);
        client.destroy();
        upstream.destroy();
      },
    };
    links.add(link);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', link.destroy);
      socket.on('close', link.destroy);
    }
    client.pipe(upstream);
    upstream.on('data', (answer) => {
      if (!cutNext) {
        if (!client.write(answer)) {
          upstream.pause();
          client.once('drain', () => upstream.resume());
        }
        return;
      }
      // Half an answer: whoever asked can't know whether it was done.
      upstream.destroy();
      client.write(answer.subarray(0, answer.length >> 1), link.destroy);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  return {
    port,
    cutNow() {
      for (const link of [...links]) link.destroy();
    },
    /** Every connection ends in the middle of its next answer. */
    cutInAnswer() {
      for (const link of links) link.cutInAnswer();
    },
    stop() {
      server.close();
      for (const link of [...links]) link.destroy();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startTcpProxy>>} TcpProxy */
