/** The pager behind a real socket, for what needs one: streams, upgrades, connections that end. */
import { type HttpServer, serveHttp } from '../../src/http/server.ts';
import { KEY, startHttp, type TestPager } from './http.ts';

export interface ServedPager {
  http: TestPager;
  server: HttpServer;
  url: string;
  /** The server first, then the pager. */
  stop(): Promise<void>;
}

export async function startServed(options: Parameters<typeof startHttp>[0] = {}): Promise<ServedPager> {
  const http = await startHttp(options);
  const server = await serveHttp({ app: http.app, dependencies: http.dependencies, host: '127.0.0.1', port: 0 });
  return {
    http,
    server,
    url: `http://127.0.0.1:${server.port}`,
    async stop() {
      await server.close();
      await http.stop();
    },
  };
}

export interface ServerSentEvent {
  event: string;
  id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: every test looks at other fields
  data: any;
}

export interface EventReader {
  answer: Response;
  /** The next event of that type; what comes before it is passed over. Null when the stream has ended. */
  next(event?: string): Promise<ServerSentEvent | null>;
  close(): void;
}

/** Reads server-sent events as a browser's EventSource does. */
export async function readEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  const gone = new AbortController();
  const authorization = { Authorization: `Bearer ${KEY}` };
  const answer = await fetch(url, { headers: { ...authorization, ...headers }, signal: gone.signal });
  const events = parse(answer);
  return {
    answer,
    async next(wanted) {
      for (;;) {
        const { value, done } = await events.next();
        if (done) return null;
        if (wanted === undefined || value.event === wanted) return value;
      }
    },
    close: () => gone.abort(),
  };
}

async function* parse(answer: Response): AsyncGenerator<ServerSentEvent, undefined> {
  if (!answer.body) return;
  let rest = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    rest += chunk;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const fields = new Map(
        rest
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      );
      rest = rest.slice(end + 2);
      yield {
        event: fields.get('event') ?? 'message',
        id: fields.get('id') ?? null,
        data: JSON.parse(fields.get('data') ?? 'null'),
      };
    }
  }
}
