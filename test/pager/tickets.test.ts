/** Tickets are kept by all nodes together: whichever node is asked, each is good once, and soon forgotten. */
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTickets } from '../../src/pager/tickets.ts';
import { createKeyspace } from '../../src/runtime/keys.ts';
import { createSharedValues } from '../../src/runtime/shared-values.ts';
import { testRedisUrl } from '../harness/test-redis.ts';

const connections: Redis[] = [];
let prefix: string;

beforeEach(() => {
  prefix = `t${nanoid(8)}`;
});
afterEach(() => {
  for (const connection of connections.splice(0)) connection.disconnect();
});

const startNode = () => {
  const redis = new Redis(testRedisUrl());
  connections.push(redis);
  const keys = createKeyspace(prefix);
  return { redis, keys, ...createTickets({ values: createSharedValues({ redis, keys }), now: Date.now }) };
};

it('a ticket of one node is good on another, and for one of all who present it', async () => {
  const [issuer, ...nodes] = [startNode(), startNode(), startNode(), startNode()];
  const { ticket } = await issuer.issueTicket();
  expect((await Promise.all(nodes.map((node) => node.takeTicket(ticket)))).filter(Boolean)).toHaveLength(1);
  expect(await issuer.takeTicket(ticket)).toBe(false);
  expect(await issuer.takeTicket('made-up')).toBe(false);
});

it('what is stored of it is forgotten within a minute, and can’t be presented', async () => {
  const { redis, issueTicket } = startNode();
  const { ticket } = await issueTicket();
  const [key = ''] = await redis.keys(`*${prefix}*ticket*`);
  expect(key).not.toContain(ticket);
  const left = await redis.pttl(key);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(60_000);
});
