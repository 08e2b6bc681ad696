import { nanoid } from 'nanoid';
import { expect, it } from 'vitest';
import { createSmsGateway } from '../../src/notify/sms-gateway.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { startGateway } from '../harness/gateway.ts';
import { startPagerProcess } from '../harness/pager-process.ts';
import { until } from '../harness/until.ts';
import { startNode } from './start-node.ts';

const TARGETS = ['+33612345678', '+33687654321', '+33611111111'];

it('Given four processes, when 1,000 alerts about one service come at once, then one incident opens and every target is notified once', async () => {
  const prefix = `t${nanoid(8)}`;
  const gateway = await startGateway();
  const channels = new Map([['sms', createSmsGateway({ url: gateway.url })]] as const);
  const fifth = await startPagerProcess({ prefix, channels });
  const { pager } = fifth.running;
  const targets = TARGETS.map((phoneNumber) => ({ type: 'sms', phoneNumber }));
  await pager.putPolicy('backend', escalationPolicySchema.parse({ name: 'Backend', levels: [{ targets }] }), {});
  await pager.putService('db', { name: 'DB', escalationPolicyId: 'backend' }, {});
  const nodes = await Promise.all([1, 2, 3, 4].map(() => startNode({ prefix, gatewayUrl: gateway.url })));

  const answers = await Promise.all(
    nodes.map((node, n) =>
      node.alertAtOnce(
        'db',
        Array.from({ length: 250 }, (_, i) => `key-${n}-${i}`),
      ),
    ),
  );
  const results = answers.flat().map((answer) => ('refused' in answer ? answer.refused : answer.result));
  expect(results.filter((result) => result === 'opened')).toHaveLength(1);
  expect(results.filter((result) => result === 'recorded')).toHaveLength(999);

  await until(async () => {
    const { items } = await pager.listNotifications({}, { limit: 50 });
    return items.length === TARGETS.length && items.every(({ state }) => state === 'accepted');
  });
  expect(gateway.requests.map((request) => (request.json() as { to: string }).to).sort()).toEqual([...TARGETS].sort());
  expect((await pager.listIncidents({}, { limit: 10 })).items).toMatchObject([{ id: 'db-1', openAlerts: 1_000 }]);

  await Promise.all(nodes.map((node) => node.end()));
  await fifth.stop();
  await gateway.stop();
});
