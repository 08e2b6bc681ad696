import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that Linux gives to outgoing connections: one of them must not sit on the port while its server restarts. */
const FROM = 20_000;
const TO = 32_000;

/** A port that is free now, for a process that keeps its port over restarts. @returns {Promise<number>} */
export async function freePort() {
  for (;;) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    const server = createServer();
    const outcome = await new Promise((resolve) => {
      server.once('error', () => resolve('taken'));
      server.listen(port, '127.0.0.1', () => resolve('free'));
    });
    if (outcome === 'taken') continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
