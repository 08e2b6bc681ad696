/** COMMIT_REPLICAS=1 with one replica: what is answered with success is on both, and nothing is sent before that. */
import { nanoid } from 'nanoid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGuarantee } from '../../src/redis/guarantee.ts';
import { serversOf } from '../../src/runtime/commit-connection.ts';
import { startHttp, type TestPager } from '../harness/http.ts';
import { type RedisGroup, startRedisGroup } from '../harness/redis-group.mjs';
import { until } from '../harness/until.ts';

describe('events that must be on a replica', () => {
  let group: RedisGroup;
  let pagers: TestPager[];
  let prefix: string;
  const startPager = async (redisUrl = group.url, commitReplicas = 1) => {
    const http = await startHttp({ redisUrl, commitReplicas, prefix });
    pagers.push(http);
    return http;
  };
  const alert = (http: TestPager, key: string, idempotencyKey = key) =>
    http.call('POST', '/v1/services/db/alert', {
      headers: { 'Idempotency-Key': idempotencyKey },
      body: { summary: key, key },
    });
  const sentBy = (...https: TestPager[]) => https.flatMap(({ sent }) => sent.map(({ person }) => person));

  beforeEach(async () => {
    pagers = [];
    prefix = `t${nanoid(8)}`;
    group = await startRedisGroup();
  });
  afterEach(async () => {
    await Promise.all(pagers.map((http) => http.stop()));
    await group.stop();
  });

  it('Given no replica, when an alert comes, then it is answered 503 not_replicated and nobody is notified; when the replica is back, then everybody is, once, and the repeated alert is answered as it was', async () => {
    const http = await startPager();
    await http.given(['db'], [['ana@example.com']]);
    await group.replicas[0]?.end();
    const refused = await alert(http, 'disk');
    expect({ status: refused.status, code: refused.json.code, later: refused.headers.get('retry-after') }).toEqual({
      status: 503,
      code: 'not_replicated',
      later: '2',
    });
    // Its own attempt asks for the delivery, and is told that it is not safe yet; more than once.
    expect((await alert(http, 'cpu')).json.code).toBe('not_replicated');
    expect((await http.put('/v1/services/web', { name: 'Web', escalationPolicyId: 'backend' })).json.code).toBe(
      'not_replicated',
    );
    expect(sentBy(http)).toEqual([]);
    await group.replicas[0]?.start();
    await until(() => sentBy(http).length > 0);
    await http.settled();
    expect(sentBy(http)).toEqual(['ana@example.com']);
    const again = await until(async () => {
      const answer = await alert(http, 'disk');
      return answer.status === 200 ? answer : null;
    });
    expect(again.json).toMatchObject({ changed: true, result: 'opened' });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await http.get('/v1/services/db')).json.incident.alerts).toHaveLength(2);
  });

  it('Given a process that ends before its commit is on a replica, when the replica is back, then another process notifies', async () => {
    const first = await startPager();
    const second = await startPager();
    await first.given(['db'], [['ana@example.com']]);
    await group.replicas[0]?.end();
    expect((await alert(first, 'disk')).json.code).toBe('not_replicated');
    await first.stop();
    pagers.splice(pagers.indexOf(first), 1);
    expect(sentBy(first, second)).toEqual([]);
    await group.replicas[0]?.start();
    await until(() => sentBy(second).length > 0);
    await second.settled();
    expect(sentBy(first, second)).toEqual(['ana@example.com']);
  });

  it('Given answered events, when the master is killed in the midst of them and the replica promoted, then it has them all', async () => {
    const http = await startPager();
    await http.given(['db']);
    const taken: string[] = [];
    let goesOn = true;
    const load = Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let i = 0; goesOn; i++) {
          const key = `${worker}-${i}`;
          if ((await alert(http, key)).status === 200) taken.push(key);
        }
      }),
    );
    await until(() => taken.length > 100);
    await group.master.end();
    goesOn = false;
    await load;
    const promoted = await startPager(`redis://127.0.0.1:${await group.promote()}`, 0);
    for (const key of taken) {
      const replay = await alert(promoted, key);
      expect({ key, status: replay.status, replayed: replay.headers.get('idempotent-replayed') }).toEqual({
        key,
        status: 200,
        replayed: 'true',
      });
    }
    expect((await alert(promoted, 'never asked before')).headers.get('idempotent-replayed')).toBeNull();
    // So that the first pager can stop in order.
    await group.master.start();
  });

  it('a server that has forgotten its scripts is taught them again, and nothing is refused', async () => {
    const http = await startPager();
    await http.given(['db']);
    expect((await alert(http, 'before')).status).toBe(200);
    const [server] = serversOf(http.running.runtime.redis);
    await server?.call('SCRIPT', 'FLUSH');
    const answers = await Promise.all(['a', 'b', 'c'].map((key) => alert(http, key)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await http.get('/v1/services/db')).json.incident.alerts).toHaveLength(4);
  });

  it('the guarantee says what is waited for, and warns where it can’t be had', async () => {
    const http = await startPager();
    const { redis } = http.running.runtime;
    expect(await readGuarantee(redis, { commitReplicas: 1 })).toEqual({
      line: 'An answered event is on disk, and a replica has it',
      problems: [],
      warnings: [],
    });
    expect((await readGuarantee(redis, { commitReplicas: 2 })).warnings).toEqual([
      'COMMIT_REPLICAS is 2, and a server of Redis has 1: until it has as many, events are answered 503',
    ]);
  });
});
