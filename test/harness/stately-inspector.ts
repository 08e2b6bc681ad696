/**
 * A Stately Inspector to stand in for the real one: a page on a port of its own that
 * hears window messages through the receiver that the protocol's authors ship, and
 * lists what it heard.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'vite';

export interface StatelyInspector {
  url: string;
  /** Requests that came, by path. */
  asked: string[];
  stop(): Promise<void>;
}

const ENTRY = 'virtual:stand-in';
const SOURCE = `
import { createBrowserReceiver } from '@statelyai/inspect';
const list = document.querySelector('ol');
createBrowserReceiver().subscribe((message) => {
  const line = document.createElement('li');
  line.textContent = [message.type, message.sessionId, message.event && message.event.type].filter(Boolean).join(' ');
  line.dataset.message = JSON.stringify(message);
  list.append(line);
});
`;
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Stand-in</title><link rel="icon" href="data:,"></head>
<body><h1>Inspector</h1><ol></ol><script type="module" src="/script.js"></script></body></html>`;

export async function startStatelyInspector(): Promise<StatelyInspector> {
  const script = await bundle();
  const asked: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    asked.push(url);
    const isScript = url === '/script.js';
    response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/inspect`,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, rollupOptions: { input: ENTRY } },
    plugins: [
      {
        name: 'stand-in',
        resolveId: (id) => (id === ENTRY ? `\0${ENTRY}` : null),
        load: (id) => (id === `\0${ENTRY}` ? SOURCE : null),
      },
    ],
  });
  const [first] = [built].flat();
  const chunk = first && 'output' in first ? first.output.find(({ type }) => type === 'chunk') : undefined;
  if (chunk?.type !== 'chunk') throw new Error('the stand-in was not built');
  return chunk.code;
}
