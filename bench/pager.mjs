/**
 * The product under test: the built program, as users run it, in one process with a
 * Redis of its own (fsync always), and an HTTP gateway for SMS.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { startProgram } from './program.mjs';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
export const KEY = 'key-of-the-benchmark';
export const LEVEL_1 = '+33612345601';
export const LEVEL_2 = '+33612345602';

/** @type {string[]} */
let nodeOptions = ['--max-semi-space-size=32'];

/** From now on. @param {string[]} options of node itself */
export function startPagersWith(options) {
  nodeOptions = options;
}

/**
 * @typedef {Awaited<ReturnType<typeof startPager>>} BenchPager
 * @param {{gatewayPort: number, drainSeconds: number, redisPort?: number}} options `redisPort`: of a Redis that several share, in place of one of its own
 */
export async function startPager({ gatewayPort, drainSeconds, redisPort }) {
  const program = await startProgram({
    name: 'pager',
    command: process.execPath,
    args: () => [...nodeOptions, MAIN],
    env: ({ port, folder }) => ({
      PATH: process.env.PATH,
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      PAGER_ADMIN_KEY: KEY,
      PUBLIC_URL: 'https://pager.example.com',
      SMS_GATEWAY_URL: `http://127.0.0.1:${gatewayPort}/sms`,
      DRAIN_SECONDS: String(drainSeconds),
      LOG_LEVEL: 'warn',
      ...(redisPort !== undefined && { REDIS_URL: `redis://127.0.0.1:${redisPort}` }),
    }),
    readyPath: '/readyz',
    ...(redisPort === undefined && { beforeRemoval: ({ folder }) => endRedisOf(folder) }),
  });
  const redis = connectTo(redisPort ?? socketIn(program.folder), () => 100);
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

  return {
    ...program,
    get pid() {
      return program.pid;
    },
    async stop() {
      redis.disconnect();
      await program.stop();
    },
    headers,
    redis,
    /** Its own processes, and its Redis. */
    async groups() {
      const redisPid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
      return { own: { pid: program.pid, without: [redisPid] }, redis: { pid: redisPid } };
    },
    /** @param {string} method @param {string} path @param {object} [body] */
    async api(method, path, body) {
      const answer = await fetch(`http://127.0.0.1:${program.port}${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    /** Two levels, one phone each; the second is waited for longer than any measure takes. @param {string} id @param {string} ackTimeout */
    async putPolicy(id, ackTimeout) {
      const level = (phoneNumber, timeout) => ({ ackTimeout: timeout, targets: [{ type: 'sms', phoneNumber }] });
      const levels = [level(LEVEL_1, ackTimeout), level(LEVEL_2, '1h')];
      await this.api('PUT', `/v1/escalation-policies/${id}`, { name: id, levels });
    },
  };
}

const socketIn = (folder) => join(folder, 'data', 'redis.sock');

const connectTo = (place, retryStrategy) => {
  const redis = new Redis(place, { retryStrategy });
  redis.on('error', () => undefined);
  return redis;
};

/** A pager that was killed, and did not come again, has left its Redis behind. */
async function endRedisOf(folder) {
  const redis = connectTo(socketIn(folder), () => null);
  await redis.shutdown('NOSAVE').catch(() => undefined);
  redis.disconnect();
}

/** Services "s{n}" of that policy. @param {{headers: object}} pager @param {string} policy */
export const putService = ({ headers }, policy) => ({
  method: 'PUT',
  path: '/v1/services/s{n}',
  headers,
  body: JSON.stringify({ name: 's{n}', escalationPolicyId: policy }),
});

/** On one of the numbered services, or always on the same. @param {{headers: object}} pager @param {string} [n] */
export const postAlert = ({ headers }, n = '{n}') => ({
  method: 'POST',
  path: `/v1/services/s${n}/alert`,
  headers,
  body: JSON.stringify({ summary: `disk full on s${n}`, key: 'disk' }),
});
