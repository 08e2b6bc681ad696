/** The built program as its operator sees it: metrics, log and watchdog of a process that pages somebody. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { createPlace, type Place } from '../harness/program.ts';
import { until } from '../harness/until.ts';

// A process is started, on machines that have other work too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let place: Place;
let gateway: Gateway;
beforeEach(async () => {
  [place, gateway] = await Promise.all([createPlace(), startGateway()]);
});
afterEach(async () => {
  await place.clean();
  await gateway.stop();
});

const requestsTo = (path: string) => gateway.requests.filter((request) => request.path === path);

it('calls its watchdog, counts what it decides and logs it by its ids', async () => {
  const program = await place.start({
    SMS_GATEWAY_URL: `${gateway.url}/messages`,
    OPERATOR_PHONE: '+33699999999',
    HEARTBEAT_URL: `${gateway.url}/ping`,
  });
  const levels = [{ targets: [{ type: 'sms', phoneNumber: '+33612345678' }] }];
  await place.api('PUT', '/v1/escalation-policies/backend', { name: 'Backend', levels });
  await place.api('PUT', '/v1/services/db', { name: 'DB', escalationPolicyId: 'backend' });
  await place.api('POST', '/v1/services/db/alert', { summary: 'disk full' });
  const [sms] = await until(() => (requestsTo('/messages').length > 0 ? requestsTo('/messages') : null));
  const { id } = (sms?.json() ?? {}) as { id: string };

  await until(() => requestsTo('/ping').length > 0);
  const metrics = await until(async () => {
    const { text } = await place.api('GET', '/metrics');
    return /^pager_self_check_passed 1$/m.test(text) ? text : null;
  });
  expect(metrics).toMatch(/^pager_heartbeats_total\{result="called"\} 1$/m);
  expect(metrics).toMatch(/^pager_events_total\{event="alert",answer="opened"\} 1$/m);
  expect(metrics).toMatch(/^pager_notifications_total\{channel="sms",result="accepted"\} 1$/m);
  expect(metrics).toMatch(/^pager_open_incidents\{state="escalating"\} 1$/m);
  expect(metrics).toMatch(/^pager_ready\{check="workers"\} 1$/m);

  const lines = program
    .log()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({ msg: 'alert: opened', level: 30, incident: 'db-1', notifications: [id] }),
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ msg: 'notification accepted', notification: id, incident: 'db-1', target: '+33…78' }),
  );
  expect(program.log()).not.toContain('612345678');
});
