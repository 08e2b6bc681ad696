/** What an answered event is worth on this Redis: read from its settings at start, and said in one line. */
import type { Cluster, Redis } from 'ioredis';

export interface Guarantee {
  line: string;
  /** The pager must not run on it. */
  problems: string[];
  warnings: string[];
}

const OLDEST = 7;

export async function readGuarantee(redis: Redis | Cluster): Promise<Guarantee> {
  const setting = async (name: string): Promise<string | null> => {
    try {
      const reply = (await redis.call('CONFIG', 'GET', name)) as string[];
      return reply[1] ?? null;
    } catch {
      return null;
    }
  };
  const [appendonly, appendfsync, onRewrite, save, policy, info] = await Promise.all([
    setting('appendonly'),
    setting('appendfsync'),
    setting('no-appendfsync-on-rewrite'),
    setting('save'),
    setting('maxmemory-policy'),
    redis.info('server').catch(() => ''),
  ]);
  const version = /^(?:valkey|redis)_version:(\d+)\.(\S+)/m.exec(info);
  const problems: string[] = [];
  const warnings: string[] = [];
  if (version && Number(version[1]) < OLDEST)
    problems.push(`Redis is ${version[1]}.${version[2]}; ${OLDEST}.0 or newer is needed`);
  if (policy !== null && policy !== 'noeviction') {
    problems.push(
      `Redis evicts keys when it is full (maxmemory-policy ${policy}), and would forget incidents: set it to noeviction`,
    );
  }
  const unknown = Object.entries({ appendonly, appendfsync, 'maxmemory-policy': policy }).filter(
    ([, value]) => value === null,
  );
  if (unknown.length > 0)
    warnings.push(`unknown, since it could not be read: ${unknown.map(([name]) => name).join(', ')}`);
  return { line: describe(appendonly, appendfsync, onRewrite, save), problems, warnings };
}

function describe(
  appendonly: string | null,
  appendfsync: string | null,
  onRewrite: string | null,
  save: string | null,
): string {
  if (appendonly === null) return 'What an answered event survives is unknown: the settings of Redis could not be read';
  if (appendonly !== 'yes') {
    return save
      ? 'A crash of Redis loses what was answered since its last snapshot'
      : 'A crash of Redis loses everything: it keeps nothing on disk';
  }
  if (appendfsync === 'always') {
    return onRewrite === 'yes'
      ? 'An answered event is on disk, but not while Redis rewrites its file (no-appendfsync-on-rewrite yes)'
      : 'An answered event is on disk';
  }
  return 'A crash of the machine or of Redis loses up to 2 s of answered events (appendfsync everysec)';
}
