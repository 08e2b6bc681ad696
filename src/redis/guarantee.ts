/** What an answered event is worth on this Redis: read from the settings of its servers at start, and said in one line. */
import { type CommitConnection, type StoreServer, serversOf } from '../runtime/commit-connection.ts';

export interface Guarantee {
  line: string;
  /** The pager must not run on it. */
  problems: string[];
  warnings: string[];
}

const OLDEST = 7;

/** Of several servers: the line of the weakest, and what is wrong with any of them. */
export async function readGuarantee(redis: CommitConnection, { commitReplicas = 0 } = {}): Promise<Guarantee> {
  const all = await Promise.all(serversOf(redis).map((server) => readServer(server, commitReplicas)));
  const distinct = (texts: string[]) => [...new Set(texts)];
  const weakest = all.reduce((a, b) => (b.strength < a.strength ? b : a));
  const replicated =
    commitReplicas === 0
      ? ''
      : `, and ${commitReplicas === 1 ? 'a replica has it' : `${commitReplicas} replicas have it`}`;
  return {
    line: weakest.line + replicated,
    problems: distinct(all.flatMap(({ problems }) => problems)),
    warnings: distinct(all.flatMap(({ warnings }) => warnings)),
  };
}

async function readServer(redis: StoreServer, commitReplicas: number): Promise<Guarantee & { strength: number }> {
  const setting = async (name: string): Promise<string | null> => {
    try {
      const reply = (await redis.call('CONFIG', 'GET', name)) as string[];
      return reply[1] ?? null;
    } catch {
      return null;
    }
  };
  const [appendonly, appendfsync, onRewrite, save, policy, info, replication] = await Promise.all([
    setting('appendonly'),
    setting('appendfsync'),
    setting('no-appendfsync-on-rewrite'),
    setting('save'),
    setting('maxmemory-policy'),
    redis.info('server').catch(() => ''),
    redis.info('replication').catch(() => ''),
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
  const replicas = /^connected_slaves:(\d+)/m.exec(replication)?.[1];
  if (replicas !== undefined && Number(replicas) < commitReplicas) {
    warnings.push(
      `COMMIT_REPLICAS is ${commitReplicas}, and a server of Redis has ${replicas}: until it has as many, events are answered 503`,
    );
  }
  const strength = strengthOf(appendonly, appendfsync, onRewrite, save);
  return { strength, line: LINES[strength] ?? '', problems, warnings };
}

/** From the weakest to the strongest. */
const LINES = [
  'A crash of Redis loses everything: it keeps nothing on disk',
  'A crash of Redis loses what was answered since its last snapshot',
  'What an answered event survives is unknown: the settings of Redis could not be read',
  'A crash of the machine or of Redis loses up to 2 s of answered events (appendfsync everysec)',
  'An answered event is on disk, but not while Redis rewrites its file (no-appendfsync-on-rewrite yes)',
  'An answered event is on disk',
];

function strengthOf(
  appendonly: string | null,
  appendfsync: string | null,
  onRewrite: string | null,
  save: string | null,
): number {
  if (appendonly === null) return 2;
  if (appendonly !== 'yes') return save ? 1 : 0;
  if (appendfsync !== 'always') return 3;
  return onRewrite === 'yes' ? 4 : 5;
}
