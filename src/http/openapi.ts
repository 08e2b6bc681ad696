/** The contract, /openapi.json: from the operations themselves, and what stands beside /v1 in a few words. */
import { STATUS_CODES } from 'node:http';
import { z } from '@hono/zod-openapi';
import type { HttpDependencies } from './dependencies.ts';
import type { Api } from './operation.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

const DESCRIPTION = `A self-hosted on-call pager.

JSON in camelCase, times in ISO 8601 UTC, durations as "15m", "90s" or "1h". Errors are problem details (RFC 9457) with a stable \`code\`, and \`errors\` with a JSON pointer each for bad input. Bodies of over 512 KB are refused with 413; a trailing slash is ignored; every answer has an \`X-Request-Id\`.

Collections answer with \`items\` and \`nextCursor\`. Configuration is strict: an unknown field is refused and named. Events are taken if at all possible: what was changed or left out is named in \`warnings\`.

A 2xx means: committed. Within v1 fields and values may be added; nothing is renamed or removed.`;

const TAGS = [
  { name: 'Events', description: 'What monitoring tools send' },
  { name: 'Incidents', description: 'Unhealthy periods, and what people do to them' },
  { name: 'Services', description: 'What is watched' },
  { name: 'Escalation policies', description: 'Who is notified, in which order' },
  { name: 'Heartbeats', description: 'What must be heard of again and again' },
  { name: 'Notifications', description: 'One message to one target each' },
  { name: 'Integrations', description: 'Doors for the tools of others, in their own words' },
  { name: 'Webhooks', description: 'Other programs that are told what happens' },
  { name: 'Machines', description: 'What decides, step by step' },
  { name: 'Access', description: 'Sessions of people, and keys of programs' },
  { name: 'Live', description: 'Changes as they come' },
  { name: 'Operation', description: 'How the pager itself is' },
];

/** Beside /v1: open or for browsers, so their forms are no part of the promise. */
const BESIDE = [
  { method: 'get', path: '/healthz', summary: 'Whether the process is up', type: 'application/json', statuses: [200] },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether it can do its work now, part by part',
    type: 'application/json',
    statuses: [200, 503],
  },
  { method: 'get', path: '/metrics', summary: 'Metrics for Prometheus', type: 'text/plain', statuses: [200, 401] },
  {
    method: 'get',
    path: '/a/{token}',
    summary: 'The page behind an acknowledgement link; changes nothing',
    type: 'text/html',
    statuses: [200, 404, 410, 500, 503],
  },
  {
    method: 'post',
    path: '/a/{token}',
    summary: 'Acknowledges through the link, and leads back to its page',
    type: 'text/html',
    statuses: [303, 404, 410, 413, 500, 503],
  },
] as const;

/** Written at the first request, when every operation is mounted. */
export function openApiRoute(api: Api, { version }: Pick<HttpDependencies, 'version'>): void {
  let written: string | null = null;
  describeWhatStandsBeside(api);
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' });
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
  });
  api.get('/openapi.json', (context) => {
    written ??= JSON.stringify(
      api.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'Pager', version, description: DESCRIPTION },
        servers: [{ url: '/' }],
        tags: TAGS,
        security: [{ apiKey: [] }, { session: [] }],
      }),
    );
    return context.body(written, 200, { 'Content-Type': 'application/json' });
  });
}

function describeWhatStandsBeside(api: Api): void {
  for (const { method, path, summary, type, statuses } of BESIDE) {
    const codes: readonly number[] = statuses;
    const answers = codes.map((status) => [
      status,
      { description: STATUS_CODES[status] ?? 'Error', content: { [type]: { schema: z.unknown() } } },
    ]);
    api.openAPIRegistry.registerPath({
      method,
      path,
      summary,
      tags: [path.startsWith('/a/') ? 'Incidents' : 'Operation'],
      operationId: `${method}${path.startsWith('/a/') ? 'Link' : path.slice(1)}`,
      ...(!codes.includes(401) && { security: [] }),
      ...(path.includes('{token}') && { request: { params: z.object({ token: z.string() }) } }),
      responses: Object.fromEntries(answers),
    });
  }
}
