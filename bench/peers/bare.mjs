/** Starts the bare endpoint, and a Redis for its SETs. */
import { startChild } from '../child.mjs';
import { runUntilStopped } from '../program.mjs';
import { startPeerRedis } from './redis.mjs';

export async function startBare() {
  const redis = await startPeerRedis();
  const child = startChild('peers/bare-endpoint.mjs');
  const { port, pid } = await child.ask({ type: 'redis', socketPath: redis.socketPath });
  const own = { pid };
  return runUntilStopped({
    /** @param {string} path @param {object} answer to every POST there */
    answer: (path, answer) => child.ask({ type: 'answer', path, answer }),
    /** As contenders. @param {import('../load/wrk.mjs').Template} template to a path with an answer */
    plain: (template) => ({ port, groups: { own }, template }),
    withSet: (template) => ({
      port,
      groups: { own, redis: { pid: redis.pid } },
      template: { ...template, path: `/with-set${template.path}` },
    }),
    stop: () => child.stop(),
  });
}
