/** A port of this machine that nothing listens on, as far as can be told beforehand. */
import { createServer } from 'node:net';

/** @returns {Promise<number>} */
export function unusedPort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
