/** What is refused, one sentence a row: with which status, code and pointers, and that nothing was done. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asked, startHttp, type TestPager } from '../harness/http.ts';

let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given(['db']);
  await pager.post('/v1/services/db/alert', { summary: 'disk full' });
});
afterAll(() => pager.stop());

type Row = [
  sentence: string,
  request: [method: string, path: string, body?: unknown, asked?: Asked],
  status: number,
  code: string,
  pointers?: string[],
];

const LEVEL = { targets: [{ type: 'email', address: 'ana@example.com' }] };
const policy = (changes: object) => ({ name: 'Backend', levels: [LEVEL], ...changes });
const service = (changes: object) => ({ name: 'DB', escalationPolicyId: 'backend', ...changes });
const POLICY = '/v1/escalation-policies/new';
const SERVICE = '/v1/services/new';
const ALERT = '/v1/services/db/alert';
const bytes = (...values: number[]) => ({ body: Uint8Array.from(values) });
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

const configuration: Row[] = [
  ['a policy without anything is told all that is missing', ['PUT', POLICY, {}], 422, 'invalid', ['/levels', '/name']],
  ['an unknown field is named', ['PUT', POLICY, policy({ nam: 'x' })], 422, 'invalid', ['/nam']],
  [
    'an unknown field deep inside is named',
    ['PUT', POLICY, policy({ levels: [{ ...LEVEL, timeout: '5m' }] })],
    422,
    'invalid',
    ['/levels/0/timeout'],
  ],
  [
    'everything that is wrong is said at once',
    [
      'PUT',
      POLICY,
      {
        name: '',
        repeat: 21,
        levels: [{ ackTimeout: '8d', targets: [] }, { targets: [{ type: 'fax' }, { type: 'sms', phoneNumber: '12' }] }],
        'a/b~c': 1,
      },
    ],
    422,
    'invalid',
    [
      '/a~1b~0c',
      '/levels/0/ackTimeout',
      '/levels/0/targets',
      '/levels/1/targets/0/type',
      '/levels/1/targets/1/phoneNumber',
      '/name',
      '/repeat',
    ],
  ],
  ['a policy has a level', ['PUT', POLICY, policy({ levels: [] })], 422, 'invalid', ['/levels']],
  [
    'a policy has at most 20 levels',
    ['PUT', POLICY, policy({ levels: Array(21).fill(LEVEL) })],
    422,
    'invalid',
    ['/levels'],
  ],
  [
    'a level has at most 50 targets',
    ['PUT', POLICY, policy({ levels: [{ targets: Array(51).fill(LEVEL.targets[0]) }] })],
    422,
    'invalid',
    ['/levels/0/targets'],
  ],
  [
    'an acknowledgement timeout is at least a second',
    ['PUT', POLICY, policy({ levels: [{ ...LEVEL, ackTimeout: '0s' }] })],
    422,
    'invalid',
    ['/levels/0/ackTimeout'],
  ],
  ['a name is at most 200 characters', ['PUT', POLICY, policy({ name: 'x'.repeat(201) })], 422, 'invalid', ['/name']],
  [
    'the id of a policy is in small letters',
    ['PUT', '/v1/escalation-policies/New', policy({})],
    422,
    'invalid',
    ['/id'],
  ],
  [
    'the id of a service has at most 63 characters',
    ['PUT', `/v1/services/${'x'.repeat(64)}`, service({})],
    422,
    'invalid',
    ['/id'],
  ],
  [
    'a service names a policy that exists',
    ['PUT', SERVICE, service({ escalationPolicyId: 'nobody' })],
    422,
    'unknown_policy',
    ['/escalationPolicyId'],
  ],
  [
    'a runbook is on the web',
    ['PUT', SERVICE, service({ runbookUrl: 'javascript:alert(1)' })],
    422,
    'invalid',
    ['/runbookUrl'],
  ],
  [
    'a service has at most 64 labels',
    ['PUT', SERVICE, service({ labels: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`l${i}`, 'x'])) })],
    422,
    'invalid',
    ['/labels'],
  ],
  ['a label is a text', ['PUT', SERVICE, service({ labels: { a: 1 } })], 422, 'invalid', ['/labels/a']],
  [
    'a name that JavaScript reserves is no field',
    ['PUT', SERVICE, '{"name":"x","escalationPolicyId":"backend","__proto__":{"admin":true}}'],
    422,
    'invalid',
    ['/__proto__'],
  ],
  [
    'a name that JavaScript reserves is no label',
    ['PUT', SERVICE, '{"name":"x","escalationPolicyId":"backend","labels":{"__proto__":"x"}}'],
    422,
    'invalid',
    ['/labels/__proto__'],
  ],
  ['a body that is nested too deep is not looked at', ['PUT', SERVICE, nested(20_000)], 422, 'invalid', ['']],
  ['a body is JSON', ['PUT', SERVICE, '{"name": '], 400, 'bad_json'],
  ['a body is an object, not a list', ['PUT', SERVICE, []], 400, 'bad_json'],
  ['a body is an object, not null', ['PUT', SERVICE, 'null'], 400, 'bad_json'],
  ['a body is not empty', ['PUT', SERVICE, ''], 400, 'bad_json'],
  ['a body is UTF-8', ['PUT', SERVICE, undefined, bytes(0x7b, 0xff, 0x7d)], 400, 'bad_json'],
  [
    'configuration is sent as JSON',
    ['PUT', SERVICE, 'name=x', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }],
    415,
    'unsupported_media_type',
  ],
  ['a policy that a service uses stays', ['DELETE', '/v1/escalation-policies/backend'], 409, 'policy_in_use'],
  ['a service with an open incident stays', ['DELETE', '/v1/services/db'], 409, 'incident_open'],
];

const addresses: Row[] = [
  ['an unknown policy is not found', ['GET', '/v1/escalation-policies/nobody'], 404, 'not_found'],
  ['an unknown policy is not deleted', ['DELETE', '/v1/escalation-policies/nobody'], 404, 'not_found'],
  ['an unknown service is not found', ['GET', '/v1/services/nobody'], 404, 'not_found'],
  ['an unknown service is not deleted', ['DELETE', '/v1/services/nobody?force=true'], 404, 'not_found'],
  ['an unknown service has no timeline', ['GET', '/v1/services/nobody/timeline'], 404, 'not_found'],
  ['an unknown incident is not found', ['GET', '/v1/incidents/db-99'], 404, 'not_found'],
  ['an unknown incident has no timeline', ['GET', '/v1/incidents/nonsense/timeline'], 404, 'not_found'],
  ['an incident that never was is not acknowledged', ['POST', '/v1/incidents/db-99/ack', {}], 404, 'not_found'],
  ['what is no incident is not acknowledged', ['POST', '/v1/incidents/db/ack', {}], 404, 'not_found'],
  ['an unknown notification is not tried again', ['POST', '/v1/notifications/nothing/retry'], 404, 'not_found'],
  ['an address that is none', ['GET', '/v1/nothing'], 404, 'not_found'],
  ['a badly encoded address', ['GET', '/v1/services/%zz'], 404, 'not_found'],
  ['a NUL in an address', ['GET', '/v1/services/a%00b'], 404, 'not_found'],
  ['a slash within an id', ['GET', '/v1/services/a%2Fb'], 404, 'not_found'],
  ['a method that an address does not have', ['POST', '/v1/services/db', {}], 405, 'method_not_allowed'],
  ['a method that nobody has', ['PATCH', '/v1/incidents', {}], 405, 'method_not_allowed'],
];

const queries: Row[] = [
  ['an unknown parameter is named', ['GET', '/v1/services?stat=acked'], 400, 'unknown_query_parameter', ['/stat']],
  ['a parameter where none is known', ['GET', '/v1/channels?x=1'], 400, 'unknown_query_parameter', ['/x']],
  ['a parameter on a write', ['DELETE', '/v1/services/db?forse=true'], 400, 'unknown_query_parameter', ['/forse']],
  ['a page has at least one item', ['GET', '/v1/services?limit=0'], 400, 'bad_parameter', ['/limit']],
  ['a page has at most 500 items', ['GET', '/v1/services?limit=501'], 400, 'bad_parameter', ['/limit']],
  ['a limit is a number', ['GET', '/v1/services?limit=ten'], 400, 'bad_parameter', ['/limit']],
  ['a limit is given once', ['GET', '/v1/services?limit=1&limit=2'], 400, 'bad_parameter', ['/limit']],
  ['a cursor is one that was given out', ['GET', '/v1/services?cursor=x'], 400, 'bad_cursor'],
  ['a cursor of another listing', ['GET', '/v1/incidents?cursor=IngiCg'], 400, 'bad_cursor'],
  ['a state is one that there is', ['GET', '/v1/services?state=acked,asleep'], 400, 'bad_parameter', ['/state']],
  ['a label has a name and a value', ['GET', '/v1/services?label=team'], 400, 'bad_parameter', ['/label']],
  ['a label has one value', ['GET', '/v1/services?label=a:1&label=a:2'], 400, 'bad_parameter', ['/label']],
  ['a time is a time', ['GET', '/v1/incidents?since=yesterday'], 400, 'bad_parameter', ['/since']],
  ['a channel is one that there is', ['GET', '/v1/notifications?channel=fax'], 400, 'bad_parameter', ['/channel']],
  ['an outcome is one that there is', ['GET', '/v1/notifications?outcome=lost'], 400, 'bad_parameter', ['/outcome']],
  ['a flag is true or false', ['DELETE', '/v1/services/db?force=1'], 400, 'bad_parameter', ['/force']],
];

const events: Row[] = [
  [
    'an alert about an unknown service',
    ['POST', '/v1/services/nobody/alert', { summary: 'x' }],
    404,
    'unknown_service',
  ],
  ['an alert about what is no id', ['POST', '/v1/services/No%20Id/alert', { summary: 'x' }], 404, 'unknown_service'],
  ['an alert without a summary', ['POST', ALERT, { key: 'disk' }], 422, 'invalid', ['/summary']],
  ['an alert whose summary is null', ['POST', ALERT, { summary: null }], 422, 'invalid', ['/summary']],
  ['an alert that is no JSON', ['POST', ALERT, 'disk full'], 400, 'bad_json'],
  ['an alert that is a list', ['POST', ALERT, [{ summary: 'x' }]], 400, 'bad_json'],
  ['an alert that is empty', ['POST', ALERT, ''], 400, 'bad_json'],
  ['an alert that is no UTF-8', ['POST', ALERT, undefined, bytes(0x7b, 0xc3, 0x28, 0x7d)], 400, 'bad_json'],
  ['an alert of over 512 KB', ['POST', ALERT, { summary: 'x'.repeat(530_000) }], 413, 'too_large'],
  ['an acknowledgement about an unknown service', ['POST', '/v1/services/nobody/ack', {}], 404, 'unknown_service'],
  ['a note without a text', ['POST', '/v1/incidents/db-1/notes', { by: 'ana' }], 422, 'invalid', ['/note']],
  ['a note that is blank', ['POST', '/v1/incidents/db-1/notes', { note: ' \n' }], 422, 'invalid', ['/note']],
  ['a batch without events', ['POST', '/v1/events', {}], 422, 'invalid', ['/events']],
  ['a batch of what is no list', ['POST', '/v1/events', { events: 'x' }], 422, 'invalid', ['/events']],
  [
    'a batch of over 1,000 events',
    ['POST', '/v1/events', { events: Array(1_001).fill({}) }],
    422,
    'invalid',
    ['/events'],
  ],
  ['a batch that is a list', ['POST', '/v1/events', [{ service: 'db', type: 'ack' }]], 400, 'bad_json'],
];

const keys: Row[] = [
  ['no key', ['GET', '/v1/services', undefined, { key: null }], 401, 'unauthorized'],
  ['a key that is none of ours', ['GET', '/v1/services', undefined, { key: 'guessed' }], 401, 'unauthorized'],
  ['an alert without a key', ['POST', ALERT, { summary: 'x' }, { key: null }], 401, 'unauthorized'],
  ['metrics without a key', ['GET', '/metrics', undefined, { key: null }], 401, 'unauthorized'],
  ['an unknown address without a key', ['GET', '/v1/nothing', undefined, { key: null }], 401, 'unauthorized'],
];

describe.each([
  ['configuration is strict', configuration],
  ['an address', addresses],
  ['a query', queries],
  ['an event', events],
  ['a key', keys],
])('%s', (_, rows) => {
  test.each(rows)('%s', async (_sentence, [method, path, body, asked], status, code, pointers) => {
    const before = (await pager.get('/v1/services/db')).json;
    const answer = await pager.call(method, path, { ...(body !== undefined && { body }), ...asked });
    expect(answer.json).toMatchObject({ status, code, type: 'about:blank' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json.requestId).toBe(answer.headers.get('x-request-id'));
    const errors: { pointer: string; message: string }[] = answer.json.errors ?? [];
    if (pointers) expect(errors.map(({ pointer }) => pointer).sort()).toEqual(pointers);
    for (const { message } of errors) expect(message).not.toBe('');
    expect((await pager.get('/v1/services/db')).json).toEqual(before);
  });
});

test('an error says what was expected and what came', async () => {
  const { json } = await pager.put('/v1/services/new', {
    name: 5,
    labels: [],
    renotifyOnNewKey: 'yes',
    ackExpiresAfter: '1s',
    runbookUrl: 'nowhere',
    description: 'x'.repeat(1_025),
  });
  expect(
    Object.fromEntries(
      json.errors.map(({ pointer, message }: { pointer: string; message: string }) => [pointer, message]),
    ),
  ).toEqual({
    '/name': 'expected a text, got a number',
    '/escalationPolicyId': 'it is missing',
    '/labels': 'expected an object, got an array',
    '/renotifyOnNewKey': 'expected true or false, got a string',
    '/ackExpiresAfter': 'expected a duration such as "15m", "90s" or "1h", 1m to 30d',
    '/runbookUrl': 'expected a URL that begins with http:// or https://',
    '/description': 'expected at most 1024 characters',
  });
});

test('a refused method is told the ones that there are', async () => {
  const answer = await pager.post('/v1/services/db', {});
  expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PUT']);
});

test('a fault of ours is logged under the id of the request, and told to nobody', async () => {
  const { pager: real } = pager.dependencies;
  const healthy = real.listTimers;
  real.listTimers = () => Promise.reject(new Error('secret innards'));
  const answer = await pager.get('/v1/timers', { headers: { 'X-Request-Id': 'mine-1' } });
  real.listTimers = healthy;
  expect(answer.json).toMatchObject({ status: 500, code: 'internal', requestId: 'mine-1' });
  expect(answer.text).not.toContain('innards');
  expect(pager.logged).toContainEqual(
    expect.objectContaining({ level: 'error', fields: expect.objectContaining({ requestId: 'mine-1' }) }),
  );
});
