/** Traces as a collector receives them: the built program, an OTLP receiver and a gateway, all on loopback. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTracesExporter } from '../../src/tracing-settings.ts';
import { type Gateway, startGateway } from '../harness/gateway.ts';
import { createPlace, type Place } from '../harness/program.ts';
import { until } from '../harness/until.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number };
  links?: { traceId: string; spanId: string }[];
  attributes: {
    key: string;
    value: {
      stringValue?: string;
      intValue?: number;
      boolValue?: boolean;
      arrayValue?: { values: { stringValue: string }[] };
    };
  }[];
}

const SENDER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const spans: Span[] = [];
const resources: Record<string, unknown>[] = [];
let collector: Server;
let gateway: Gateway;
let place: Place;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    for (const { resource, scopeSpans } of body.resourceSpans) {
      resources.push(resource);
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => collector.once('listening', resolve));
  gateway = await startGateway();
  place = await createPlace();
  await place.start({
    SMS_GATEWAY_URL: gateway.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_SERVICE_NAME: 'pager-of-the-test',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    LOG_LEVEL: 'warn',
  });
  const levels = ['+33612345678', '+33612345679'].map((phoneNumber) => ({
    ackTimeout: '1s',
    targets: [{ type: 'sms', phoneNumber }],
  }));
  await place.api('PUT', '/v1/escalation-policies/p', { name: 'P', levels });
  for (const id of ['db', 'web']) await place.api('PUT', `/v1/services/${id}`, { name: id, escalationPolicyId: 'p' });
}, 120_000);
afterAll(async () => {
  await place.clean();
  await gateway.stop();
  collector.close();
});

const textOf = (span: Span, key: string) => {
  const value = span.attributes.find((each) => each.key === key)?.value;
  return value?.stringValue ?? value?.arrayValue?.values.map(({ stringValue }) => stringValue).join(',') ?? null;
};
/** The spans of an incident's own trace, once that holds of them. */
const traceOf = (incidentId: string, isWhole: (spans: Span[]) => boolean) =>
  until(
    () => {
      const attempt = spans.find(
        ({ name, ...span }) =>
          name.startsWith('notify') && textOf({ name, ...span }, 'pager.incident.id') === incidentId,
      );
      const found = spans.filter(({ traceId }) => traceId === attempt?.traceId);
      return isWhole(found) ? found : null;
    },
    { what: () => `seen: ${spans.map((span) => `${span.name} of ${textOf(span, 'pager.incident.id')}`).join('; ')}` },
  );
const named = (trace: Span[], name: string) => {
  const found = trace.filter((span) => span.name === name);
  expect(found.length, name).toBeGreaterThan(0);
  return found[0] as Span;
};

it('an alert, its commit, its notifications, and the level that came later by its timer are one trace', async () => {
  gateway.answer(() => (gateway.requests.length === 1 ? { status: 500 } : { status: 200 }));
  await place.api('POST', '/v1/services/db/alert', { summary: 'disk full' });
  const trace = await traceOf(
    'db-1',
    (all) =>
      all.filter(({ name }) => name === 'notify sms').length >= 3 &&
      all.some(({ name }) => name === 'event ackTimeout'),
  );
  const request = named(trace, 'POST /v1/services/:id/alert');
  const opened = named(trace, 'event alert');
  expect([request.kind, request.parentSpanId ?? '']).toEqual([2, '']);
  expect(opened.parentSpanId).toBe(request.spanId);
  expect(textOf(opened, 'pager.event.id')).toMatch(/^.{16}\.0$/);

  const attempts = trace.filter(({ name }) => name === 'notify sms');
  const ofOpening = attempts.filter(({ parentSpanId }) => parentSpanId === opened.spanId);
  // The first attempt failed, and the one after it is in its place.
  expect(ofOpening.map(({ status }) => status.code ?? 0).sort()).toEqual([0, 2]);
  expect(new Set(ofOpening.map((span) => textOf(span, 'pager.notification.id')))).toEqual(
    new Set([textOf(opened, 'pager.notification.ids')]),
  );
  expect(textOf(ofOpening[0] as Span, 'pager.notification.target')).toBe('+33…78');

  const timer = trace.find(
    (span) => span.name === 'event ackTimeout' && textOf(span, 'pager.notification.ids') !== null,
  ) as Span;
  expect(timer.parentSpanId).toBe(opened.spanId);
  expect(attempts.some(({ parentSpanId }) => parentSpanId === timer.spanId)).toBe(true);
  expect(resources.at(-1)?.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'pager-of-the-test' },
  });
});

it('a request with a traceparent stays in its sender’s trace, and the incident’s is linked to it', async () => {
  const traceparent = `00-${SENDER.traceId}-${SENDER.spanId}-01`;
  await place.api('POST', '/v1/services/web/alert', { summary: 'slow' }, { traceparent });
  const trace = await traceOf('web-1', (all) => all.some(({ name }) => name === 'event alert'));
  const request = await until(() => spans.find(({ traceId }) => traceId === SENDER.traceId));
  expect(request).toMatchObject({ name: 'POST /v1/services/:id/alert', parentSpanId: SENDER.spanId });
  const opened = named(trace, 'event alert');
  expect(opened.traceId).not.toBe(SENDER.traceId);
  expect(opened.links).toMatchObject([{ traceId: SENDER.traceId, spanId: request.spanId }]);
  expect(request.links).toMatchObject([{ traceId: opened.traceId, spanId: opened.spanId }]);
});

it('an acknowledgement joins the trace of its incident', async () => {
  await place.api('POST', '/v1/services/web/ack', { by: 'ana' });
  const trace = await traceOf('web-1', (all) => all.some(({ name }) => name === 'event ack'));
  const request = named(trace, 'POST /v1/services/:id/ack');
  expect(named(trace, 'event ack').parentSpanId).toBe(request.spanId);
  expect(request.parentSpanId).toBe(named(trace, 'event alert').spanId);
});

it('no span names a contact, a link’s token or the key', async () => {
  const token = /\/a\/([\w-]{17})/.exec(gateway.requests[0]?.body ?? '')?.[1] ?? '';
  expect(token).not.toBe('');
  await fetch(`${place.url}/a/${token}`);
  await until(() => spans.some(({ name }) => name === 'GET /a/:token'));
  const all = JSON.stringify(spans);
  for (const secret of ['33612345678', token, place.key()]) expect(all).not.toContain(secret);
});

describe('OpenTelemetry’s variables', () => {
  const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };
  const rows: [string, NodeJS.ProcessEnv, string | null | RegExp][] = [
    ['none of them: no traces', {}, null],
    ['an address', ENDPOINT, 'otlp'],
    ['an address for traces only', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces' }, 'otlp'],
    ['an exporter', { OTEL_TRACES_EXPORTER: 'otlp' }, 'otlp'],
    ['the terminal', { OTEL_TRACES_EXPORTER: 'console' }, 'console'],
    ['an address, and no exporter', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, null],
    ['everything off', { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }, null],
    ['a name alone', { OTEL_SERVICE_NAME: 'pager' }, null],
    ['an exporter that there is not', { OTEL_TRACES_EXPORTER: 'zipkin' }, /expected otlp, console or none/],
    ['an address that is none', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, /expected a URL/],
    ['gRPC', { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /not by gRPC/],
  ];
  it.each(rows)('%s', (_, environment, expected) => {
    const read = readTracesExporter(environment);
    if (expected instanceof RegExp) expect('problem' in read && read.problem).toMatch(expected);
    else expect(read).toEqual({ exporter: expected });
  });
});
