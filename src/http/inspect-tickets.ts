/** Tickets for the inspector's socket, for browsers, which can send no header with it. */
import { z } from '@hono/zod-openapi';
import type { HttpDependencies } from './dependencies.ts';
import { type Api, mount } from './operation.ts';

const operation = {
  method: 'post',
  path: '/v1/inspect-tickets',
  tag: 'Live',
  scope: 'respond',
  summary: 'A ticket for `/inspect`',
  description:
    'Good for one use on any node, within 60 seconds: `/inspect?actor=monitored-service/<id>&ticket=<ticket>`.',
  answers: {
    201: {
      description: 'The ticket',
      schema: z
        .object({ ticket: z.string(), expiresAt: z.string().openapi({ format: 'date-time' }) })
        .openapi('InspectTicket'),
    },
  },
} as const;

export function inspectTickets(api: Api, { pager }: Pick<HttpDependencies, 'pager'>) {
  return mount(api, operation, async (c) => {
    const { ticket, expiresAt } = await pager.issueTicket();
    const answer = { ticket, expiresAt: new Date(expiresAt).toISOString() };
    return c.json(answer, 201, { 'Cache-Control': 'no-store' });
  });
}
