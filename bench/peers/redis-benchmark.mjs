/** What Redis itself does at the same fsync policy, asked by its own benchmark program. */
import { spawnSync } from 'node:child_process';
import { redisBenchmarkCommand } from './redis.mjs';

/**
 * @param {{socketPath: string, connections: number, pipeline: number, bytes: number, requests: number}} load
 * @returns {Promise<{perSecond: number, p50: number, p99: number} | null>} SETs; ms. Null where there is no such program
 */
export async function benchmarkSets({ socketPath, connections, pipeline, bytes, requests }) {
  const command = await redisBenchmarkCommand();
  if (!command) return null;
  const { stdout } = spawnSync(
    command.path,
    [
      '-s',
      socketPath,
      '-t',
      'set',
      '--csv',
      '-r',
      '100000',
      '-c',
      connections,
      '-P',
      pipeline,
      '-d',
      bytes,
      '-n',
      requests,
    ].map(String),
    { env: command.env, encoding: 'utf8' },
  );
  return parseBenchmark(stdout);
}

/** @param {string} csv as `redis-benchmark --csv` of Redis 7 prints it, with its head */
export function parseBenchmark(csv) {
  const rows = csv
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim().replace(/^"|"$/g, '')));
  const head = rows.find(([first]) => first === 'test');
  const sets = rows.find(([first]) => first === 'SET');
  if (!head || !sets) throw new Error(`redis-benchmark printed no figures of SET:\n${csv}`);
  const figure = (name) => Number(sets[head.indexOf(name)]);
  return { perSecond: figure('rps'), p50: figure('p50_latency_ms'), p99: figure('p99_latency_ms') };
}
