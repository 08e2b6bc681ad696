/*
 * One pager as a process of its own, made of the built program, for tests that kill it
 * or stop it. It ends itself at an exact point: before or after a call to Redis, never
 * at a time.
 */
import { createSmsGateway } from '../../dist/notify/sms-gateway.js';
import { createPager } from '../../dist/pager/pager.js';
import { connectRedis } from '../../dist/redis/connect.js';
import { TAKE } from '../../dist/runtime/agenda-scripts.js';
import { COMMIT } from '../../dist/runtime/commit-script.js';
import { BEGIN, FINISH } from '../../dist/runtime/delivery-scripts.js';

const { redisUrl, prefix, gatewayUrl } = JSON.parse(process.env.PAGER_NODE ?? '{}');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What is to happen where: `{signal, where: 'before' | 'after', call, nth}`. */
let point = null;

/** @param counts a call that found nothing to do is passed over */
function at(where, call, counts = true) {
  if (!point || !counts || point.where !== where || point.call !== call || --point.nth > 0) return;
  const { signal } = point;
  point = null;
  process.kill(process.pid, signal);
}

const SCRIPTS = new Map(Object.entries({ COMMIT, TAKE, BEGIN, FINISH }).map(([name, lua]) => [lua, name]));

function withPoints(redis) {
  const run = redis.runScript;
  redis.runScript = async (script, ...args) => {
    const name = SCRIPTS.get(script.lua);
    at('before', name);
    const reply = await run(script, ...args);
    at('after', name, name !== 'TAKE' || reply.length > 3);
    return reply;
  };
  return redis;
}

function withPointsAroundAdding(queue) {
  const add = queue.addBulk.bind(queue);
  queue.addBulk = async (jobs) => {
    at('before', 'addBulk');
    const added = await add(jobs);
    at('after', 'addBulk');
    return added;
  };
}

const connections = await connectRedis(redisUrl, () => undefined);
const running = createPager({
  redis: withPoints(connections.commit),
  connect: connections.queue,
  prefix,
  channels: new Map([['sms', createSmsGateway({ url: gatewayUrl })]]),
  secret: Buffer.from('a secret of this test'),
  publicUrl: 'https://pager.example.com',
  retentionMs: 90 * 86_400_000,
  log: silent,
});
for (const queue of Object.values(running.runtime.queues)) withPointsAroundAdding(queue);
await running.start();

const commands = {
  arm(next) {
    point = next;
  },
  send: (...args) => running.pager.send(...args),
  /** Alerts with keys of their own, all at once. */
  alertAtOnce: (serviceId, keys) =>
    Promise.all(keys.map((key) => running.pager.send(serviceId, { type: 'alert', summary: key, key }))),
  settled: () => running.runtime.settled(),
};

process.on('message', async ({ id, command, args }) => {
  const answer = await commands[command](...args);
  process.send({ id, answer: answer ?? null });
});
process.send({ id: 'ready', answer: running.runtime.node });
