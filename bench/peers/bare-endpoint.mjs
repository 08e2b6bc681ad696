/**
 * The limits of any HTTP server in Node: the same web framework, the same JSON in and
 * out, and nothing kept; and the same with one SET in Redis that is waited for.
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Redis } from 'ioredis';
import { answerParent } from '../child.mjs';

/** @type {Map<string, object>} by path, for the peer answers with as much as the pager does */
const answers = new Map();
/** @type {Redis | null} */
let redis = null;

const app = new Hono();
app.post('/with-set/*', async (context) => {
  const body = await context.req.json();
  await redis.set(context.req.path, JSON.stringify(body));
  return context.json(answers.get(context.req.path.slice('/with-set'.length)));
});
app.post('*', async (context) => {
  await context.req.json();
  return context.json(answers.get(context.req.path));
});
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
await new Promise((resolve) => server.once('listening', resolve));

answerParent(({ type, path, answer, socketPath }) => {
  if (type === 'answer') answers.set(path, answer);
  if (type === 'redis') redis = new Redis(socketPath);
  return { port: server.address().port, pid: process.pid };
});
