/** Ports for the servers that tests, campaigns and benchmarks start side by side. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that Linux gives to outgoing connections: one of them must not sit on the port while its server restarts. */
const FROM = 20_000;
const TO = 32_000;

/**
 * A port of loopback on which nobody listens, and which no other call gives away
 * as long as this process lives: its server may start late, and start again.
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (;;) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    if (!(await claim(port))) continue;
    const server = createServer();
    if (!(await listens(server, port))) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/**
 * Held by an abstract socket, which Linux lets only one process have, and takes back
 * however that process ends. Elsewhere there are none, and then two may be given the same port.
 * @param {number} port
 */
async function claim(port) {
  const socket = createServer().unref();
  socket.listen(`\0pager-port-${port}`);
  return once(socket, 'listening').then(
    () => true,
    (error) => error.code !== 'EADDRINUSE',
  );
}

/** @param {import('node:net').Server} server @param {number} port */
function listens(server, port) {
  server.listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => true,
    () => false,
  );
}
