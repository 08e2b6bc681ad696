/**
 * What came through each integration: when last, how much of it was accepted, why the
 * rest was refused, and the last requests as people may see them. Gathered in the
 * process and written once a second, so a tool's request waits for none of it; a
 * process that dies takes the last second of it along. Counts of all processes add up.
 */
import { maskText } from '../notify/masked-text.ts';
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Log } from '../runtime/observation.ts';
import type { InboundOutcome, InboundRequest, InboundRequestView } from './integration-types.ts';

const WRITE_EVERY_MS = 1_000;
const KEPT = 50;
const BODY_SHOWN_BYTES = 4_096;
const EVENTS_SHOWN = 20;
const DETAIL_SHOWN = 500;

/**
 * KEYS counts, requests · ARGV now, how many requests are kept, number of counts, (name, count)…, requests oldest first.
 * A request is stored as `<number>\n<json>`. Forgotten when nothing came for a year (also what another process
 * writes for an integration that was deleted a moment ago).
 */
const WRITE = `
redis.call('HSET', KEYS[1], 'lastUsedAt', ARGV[1])
local counts = tonumber(ARGV[3])
for i = 1, counts do redis.call('HINCRBY', KEYS[1], ARGV[2 + 2 * i], ARGV[3 + 2 * i]) end
for i = 4 + 2 * counts, #ARGV do
  redis.call('LPUSH', KEYS[2], redis.call('HINCRBY', KEYS[1], 'requests', 1) .. '\\n' .. ARGV[i])
end
redis.call('LTRIM', KEYS[2], 0, ARGV[2] - 1)
redis.call('PEXPIRE', KEYS[1], 31622400000)
redis.call('PEXPIRE', KEYS[2], 31622400000)
return 1
`;

export interface Activity {
  lastUsedAt: number | null;
  accepted: number;
  refusedByCode: Record<string, number>;
}

/** Of an integration that was just made. */
export const NO_ACTIVITY: Activity = { lastUsedAt: null, accepted: 0, refusedByCode: {} };

interface Gathered {
  counts: Map<string, number>;
  lastAt: number;
  /** The newest, each as it is written. */
  requests: { at: number; request: InboundRequest }[];
}

export type IntegrationActivity = ReturnType<typeof createIntegrationActivity>;

export function createIntegrationActivity({
  redis,
  keys,
  now,
  log,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  now: () => number;
  log: Log;
}) {
  const countsOf = (id: string) => keys.cfg(`integration-counts:${id}`);
  const requestsOf = (id: string) => keys.cfg(`integration-requests:${id}`);
  let gathered = new Map<string, Gathered>();
  let timer: NodeJS.Timeout | null = null;

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const writing = gathered;
    gathered = new Map();
    await Promise.all(
      [...writing].map(([id, what]) =>
        write(id, what).catch((err) =>
          log.warn({ err, integration: id }, 'what came through an integration was not written down'),
        ),
      ),
    );
  }

  async function write(id: string, { counts, lastAt, requests }: Gathered): Promise<void> {
    const entries = requests.map(({ at, request }) => JSON.stringify(toView(at, request)));
    const numbers = [...counts].flatMap(([name, count]) => [name, String(count)]);
    await redis.eval(WRITE, 2, countsOf(id), requestsOf(id), lastAt, KEPT, counts.size, ...numbers, ...entries);
  }

  return {
    record(id: string, request: InboundRequest): void {
      const at = now();
      const entry = gathered.get(id) ?? { counts: new Map<string, number>(), lastAt: at, requests: [] };
      const name = request.code === null ? 'accepted' : `refused:${request.code}`;
      entry.counts.set(name, (entry.counts.get(name) ?? 0) + 1);
      entry.lastAt = at;
      // A copy of its beginning: the whole body would be held for a second else.
      entry.requests.push({ at, request: { ...request, body: request.body.slice(0, BODY_SHOWN_BYTES + 1) } });
      if (entry.requests.length > KEPT) entry.requests.shift();
      gathered.set(id, entry);
      timer ??= setTimeout(() => void flush(), WRITE_EVERY_MS).unref();
    },

    async read(id: string): Promise<Activity> {
      const { lastUsedAt, accepted, requests: _, ...rest } = await redis.hgetall(countsOf(id));
      const refused = Object.entries(rest).map(([name, count]) => [name.slice('refused:'.length), Number(count)]);
      return {
        lastUsedAt: lastUsedAt === undefined ? null : Number(lastUsedAt),
        accepted: Number(accepted ?? 0),
        refusedByCode: Object.fromEntries(refused),
      };
    },

    /** Newest first. */
    async requests(id: string): Promise<InboundRequestView[]> {
      const lines = await redis.lrange(requestsOf(id), 0, -1);
      return lines.map((line) => {
        const end = line.indexOf('\n');
        const stored = JSON.parse(line.slice(end + 1)) as Omit<InboundRequestView, 'number'>;
        return { number: Number(line.slice(0, end)), ...stored };
      });
    },

    async forget(id: string): Promise<void> {
      gathered.delete(id);
      await redis.del(countsOf(id), requestsOf(id));
    },

    /** Writes what was gathered. */
    flush,
  };
}

function toView(
  at: number,
  { outcomes, secret, body, ...request }: InboundRequest,
): Omit<InboundRequestView, 'number'> {
  const shorten = (text: string) => maskText(hideSecrets(text, secret));
  const text = new TextDecoder().decode(body.subarray(0, BODY_SHOWN_BYTES));
  return {
    ...request,
    at,
    path: shorten(request.path),
    detail: request.detail === null ? null : shorten(request.detail).slice(0, DETAIL_SHOWN),
    userAgent: request.userAgent?.slice(0, DETAIL_SHOWN) ?? null,
    body: shorten(body.length > BODY_SHOWN_BYTES ? `${text}…` : text),
    events: outcomes.slice(0, EVENTS_SHOWN).map(toShownEvent),
  };
}

const toShownEvent = ({ event, serviceId, answer }: InboundOutcome): InboundRequestView['events'][number] => ({
  type: event.type,
  key: event.key ?? null,
  serviceId,
  result: 'refused' in answer ? answer.refused : answer.result,
});

/** Of JSON and of forms. */
const NAMED =
  /((?:routing_key|service_key|api_?key|integration_?key|token|password|secret|authorization|credentials)"?\s*[:=]\s*"?)[^"&\s,}]+/gi;

function hideSecrets(text: string, secret: string | null): string {
  const hidden = secret === null || secret === '' ? text : text.replaceAll(secret, '***');
  return hidden.replace(NAMED, '$1***');
}
