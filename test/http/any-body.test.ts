/** Whatever is sent: nothing that a caller can write makes the pager fail, and every refusal is a problem. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../harness/http.ts';

const RUNS = 150;
let pager: TestPager;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given(['db']);
  await pager.post('/v1/services/db/alert', { summary: 'x' });
});
afterAll(() => pager.stop());

/** Names that mean something to the API or to JavaScript, beside any other. */
const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...'summary key severity source details links href text by note incidentId refreshPolicy events service type id name levels targets ackTimeout address phoneNumber repeat escalationPolicyId labels runbookUrl ackExpiresAfter renotifyOnNewKey description __proto__ constructor toString'.split(
        ' ',
      ),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      null,
      true,
      false,
      '',
      ' ',
      'db',
      'db-1',
      'backend',
      'alert',
      'email',
      'ana@example.com',
      '15m',
      1e308,
      -0,
    ),
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('any'), { maxLength: 5 }),
    fc.array(fc.tuple(name, tie('any')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
})).any;
const body = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.tuple(name, value), { maxLength: 8 })
      .map((entries) => JSON.stringify(Object.fromEntries(entries))),
  },
  { weight: 2, arbitrary: value.map((any) => JSON.stringify(any)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc
      .nat({ max: 50_000 })
      .map((depth) => `{"summary":"x","details":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  },
);
const segment = fc.oneof(
  fc.constantFrom(
    'db',
    'db-1',
    'db-99',
    'backend',
    'nobody',
    '%zz',
    '%00',
    '%2F',
    '..',
    '%E2%82',
    '__proto__',
    'constructor',
  ),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 80 })
    .map((text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '?'))),
);
const route = fc.constantFrom<[string, (id: string) => string]>(
  ['PUT', (id) => `/v1/escalation-policies/${id}`],
  ['PUT', (id) => `/v1/services/${id}`],
  ...['alert', 'resolve', 'ack', 'healthy'].map((act): [string, (id: string) => string] => [
    'POST',
    (id) => `/v1/services/${id}/${act}`,
  ]),
  ...['ack', 'unack', 'healthy', 'escalate', 'notes'].map((act): [string, (id: string) => string] => [
    'POST',
    (id) => `/v1/incidents/${id}/${act}`,
  ]),
  ['POST', () => '/v1/events'],
  ['POST', (id) => `/v1/notifications/${id}/retry`],
  ['DELETE', (id) => `/v1/services/${id}`],
  ['DELETE', (id) => `/v1/escalation-policies/${id}`],
);
const header = fc.dictionary(
  fc.constantFrom('Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match', 'X-Request-Id', 'X-Forwarded-Proto'),
  fc.string({ minLength: 1, maxLength: 40 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '?')),
  { maxKeys: 3 },
);

function isSound({ status, json }: { status: number; json?: { status?: number; code?: string } }): void {
  expect(status).toBeLessThan(500);
  if (status >= 400) expect(json).toMatchObject({ status, code: expect.any(String), title: expect.any(String) });
}

test('no body, address or header makes it fail', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(route, segment, body, header, async ([method, pathOf], id, sent, headers) => {
      isSound(await pager.call(method, pathOf(id), { body: sent, headers }));
    }),
    { numRuns: RUNS },
  );
});

test('no event of a batch makes it fail', { timeout: 60_000 }, async () => {
  const entry = fc.oneof(
    value,
    fc.record(
      {
        service: fc.constantFrom('db', 'nobody'),
        type: fc.constantFrom('alert', 'ack', 'resolve', 'healthy'),
        id: value,
        summary: value,
        key: value,
        by: value,
      },
      { requiredKeys: ['service', 'type'] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 20 }), async (events) => {
      const answer = await pager.post('/v1/events', JSON.stringify({ events }));
      isSound(answer);
      for (const result of answer.json.results) expect(result.status).toBeLessThan(500);
    }),
    { numRuns: RUNS },
  );
});

test('no query makes it fail', { timeout: 60_000 }, async () => {
  const parameter = fc.tuple(
    fc.constantFrom(
      ...'limit cursor state label q escalationPolicyId service since until incident target channel outcome force'.split(
        ' ',
      ),
      '__proto__',
    ),
    fc.oneof(
      fc.constantFrom(
        '',
        '1',
        '500',
        '-1',
        '1e9',
        'true',
        'a:b',
        '%',
        '%ff',
        'acked',
        '2026-01-01',
        '+275760-09-13T00:00:00.001Z',
        '9999-12-31T23:59:59+00:00',
      ),
      fc
        .string({ unit: 'binary', maxLength: 40 })
        .map((text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '?'))),
      value.map((any) => Buffer.from(JSON.stringify(any)).toString('base64url').slice(0, 300)),
      fc
        .record({ score: fc.double({ noNaN: true }), member: fc.string({ unit: 'binary' }) })
        .map((position) => Buffer.from(JSON.stringify(position)).toString('base64url')),
    ),
  );
  const path = fc.constantFrom(
    '/v1/services',
    '/v1/escalation-policies',
    '/v1/incidents',
    '/v1/notifications',
    '/v1/timers',
    '/v1/refusals',
    '/v1/outbox',
    '/v1/channels',
    '/v1/services/db/timeline',
    '/v1/incidents/db-1/timeline',
  );
  await fc.assert(
    fc.asyncProperty(path, fc.array(parameter, { maxLength: 4 }), async (of, parameters) => {
      isSound(await pager.get(`${of}?${parameters.map(([key, text]) => `${key}=${text}`).join('&')}`));
    }),
    { numRuns: RUNS * 2 },
  );
});
