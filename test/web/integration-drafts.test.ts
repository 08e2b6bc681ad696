/** What a form shows of an integration or a webhook, and what it keeps, is the same: nothing is lost by opening and keeping it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integrationSchema } from '../../src/policy/integration.ts';
import { WEBHOOK_EVENTS, webhookSchema } from '../../src/policy/webhook.ts';
import { toDraft, toInput, toTried } from '../../web/src/pages/integrations/integration-draft.ts';
import type { Integration } from '../../web/src/pages/integrations/integration-queries.ts';
import { fromLines, toLines } from '../../web/src/pages/integrations/lines-of.ts';
import { placesIn } from '../../web/src/pages/integrations/places-in.ts';
import { toForm, toInput as toWebhookInput } from '../../web/src/pages/webhooks/webhook-form.ts';
import { EVENTS, toneOf, webhookTitle } from '../../web/src/pages/webhooks/webhook-words.ts';

const answered = {
  id: 'a1',
  revision: 3,
  createdAt: '',
  url: '',
  keys: [],
  lastUsedAt: null,
  accepted: 0,
  refused: {},
};
const answerOf = (input: object): Integration =>
  ({ ...answered, serviceId: null, rule: null, settings: {}, ...input }) as unknown as Integration;

const INPUTS = [
  { type: 'pagerduty', name: 'A', serviceId: 'db' },
  { type: 'opsgenie', name: 'A', rule: { label: 'service' }, settings: { defaultSeverity: 'error' } },
  {
    type: 'alertmanager',
    name: 'A',
    serviceId: 'db',
    rule: { field: '/labels/job', services: { 'a = b': 'db', c: 'web' }, createWithPolicyId: 'backend' },
    settings: { keyPer: 'alert', severityLabel: 'priority' },
  },
  {
    type: 'grafana',
    name: 'A',
    serviceId: 'db',
    settings: { signature: { secret: '***', header: 'X-Signed', timestampHeader: 'X-Time' } },
  },
  { type: 'heartbeat', name: 'A', settings: { heartbeatId: 'backup' } },
  { type: 'webhook', name: 'A', serviceId: 'db', settings: { mapping: {} } },
  {
    type: 'webhook',
    name: 'A',
    serviceId: 'db',
    settings: {
      mapping: {
        list: '/alerts',
        key: ['/id', ''],
        summary: ['/title', '/a~1b', { text: 'Something' }],
        action: { from: ['/state'], ack: ['seen, by somebody'], resolve: ['ok'], ignore: ['info'] },
        severity: { from: ['/p', { text: 'P2' }], values: { P1: 'critical', 'x=y': 'info' } },
        details: ['/fields'],
        link: ['/url'],
        by: ['/user'],
      },
    },
  },
];

describe('an integration', () => {
  test.each(INPUTS)('is what it was: %j', (input) => {
    expect(integrationSchema.safeParse(input).success).toBe(true);
    expect(toInput(toDraft(answerOf(input)))).toEqual(input);
  });

  test('is tried with all that the form shows, also with what it has not', () => {
    expect(toTried(toDraft(answerOf({ type: 'webhook', name: 'A', serviceId: 'db' })))).toEqual({
      serviceId: 'db',
      rule: null,
      settings: {},
    });
  });
});

test('a table is the same as lines and back, whatever stands in it', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9/:.=_-]+( [a-z=]+)?$/);
  const id = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);
  fc.assert(
    fc.property(fc.dictionary(word, id), (table) => {
      expect(fromLines(toLines(table))).toEqual({ ...table });
    }),
  );
});

test('the places of a body are pointers into it; of a list the first entry is looked into', () => {
  expect(placesIn('{"a/b": {"c~d": 1}, "list": [{"x": 1}, {"y": 2}]}')).toEqual([
    '/a~1b',
    '/a~1b/c~0d',
    '/list',
    '/list/0',
    '/list/0/x',
  ]);
  expect(placesIn('no json')).toEqual([]);
});

describe('a webhook', () => {
  const webhook = {
    id: 'w1',
    revision: 1,
    url: 'https://chat.example.com/hook',
    description: '',
    events: [...WEBHOOK_EVENTS],
    services: null as string[] | null,
    createdAt: '2026-03-24T03:00:00.000Z',
    secrets: [],
    lastDeliveredAt: null as string | null,
    lastGivenUpAt: null as string | null,
    failingSince: null as string | null,
    waiting: 0,
  };

  test('has words for each event that there is', () => {
    expect(EVENTS.toSorted()).toEqual([...WEBHOOK_EVENTS].toSorted());
  });

  test.each([
    [{}, { url: webhook.url }],
    [
      { description: 'Chat', services: ['db'] },
      { url: webhook.url, description: 'Chat', services: ['db'] },
    ],
    [{ events: ['incident.opened' as const] }, { url: webhook.url, events: ['incident.opened'] }],
  ])('that has %j is kept as %j', (fields, input) => {
    expect(toWebhookInput(toForm({ ...webhook, ...fields }))).toEqual(input);
    expect(webhookSchema.safeParse(input).success).toBe(true);
  });

  test.each([
    ['still', 'chat.example.com was told nothing yet.', {}],
    ['good', 'chat.example.com takes what it is told.', { lastDeliveredAt: '2026-03-24T03:07:12.000Z' }],
    [
      'bad',
      'chat.example.com does not take what it is told. 2 incidents wait to be told.',
      { lastDeliveredAt: '2026-03-24T03:07:12.000Z', failingSince: '2026-03-24T03:08:00.000Z', waiting: 2 },
    ],
    [
      'bad',
      'chat.example.com did not take something for a whole day. It was given up.',
      { lastDeliveredAt: '2026-03-24T03:07:12.000Z', lastGivenUpAt: '2026-03-25T03:08:00.000Z' },
    ],
    [
      'good',
      'chat.example.com takes what it is told.',
      { lastDeliveredAt: '2026-03-26T03:07:12.000Z', lastGivenUpAt: '2026-03-25T03:08:00.000Z' },
    ],
  ])('is %s, and the page says “%s”', (tone, title, fields) => {
    expect([toneOf({ ...webhook, ...fields }), webhookTitle({ ...webhook, ...fields })]).toEqual([tone, title]);
  });
});
