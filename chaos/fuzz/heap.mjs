/** How much memory a Node process really needs: its heap right behind a full collection, asked by the debugger's protocol. */
import { WebSocket } from 'ws';

/** @param {string} address as the process prints it: "ws://127.0.0.1:…" */
export async function openHeap(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  let last = 0;
  /** @param {string} method @returns {Promise<any>} what the protocol says for that method */
  const ask = (method) =>
    new Promise((resolve) => {
      const id = ++last;
      const hear = (/** @type {Buffer} */ data) => {
        const message = JSON.parse(data.toString());
        if (message.id !== id) return;
        socket.off('message', hear);
        resolve(message.result);
      };
      socket.on('message', hear);
      socket.send(JSON.stringify({ id, method }));
    });
  await ask('HeapProfiler.enable');

  return {
    /** @returns {Promise<number>} bytes */
    async used() {
      await ask('HeapProfiler.collectGarbage');
      const { usedSize, backingStorageSize = 0 } = await ask('Runtime.getHeapUsage');
      return usedSize + backingStorageSize;
    },
    close: () => socket.close(),
  };
}
