/** The peer for repeated alerts: the same web framework, the same JSON in and out, and nothing kept. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { answerParent } from './child.mjs';

let answer = {};
const app = new Hono();
app.post('/v1/services/:id/alert', async (context) => {
  const body = await context.req.json();
  if (typeof body.summary !== 'string') return context.json({ code: 'invalid' }, 422);
  return context.json(answer);
});
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
await new Promise((resolve) => server.once('listening', resolve));

answerParent(({ type, answer: given }) => {
  if (type === 'answer') answer = given;
  return server.address().port;
});
