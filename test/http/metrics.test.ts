/** What is counted, as Prometheus reads it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';
import { startHttp, type TestPager } from '../harness/http.ts';

/** The samples by name and labels. */
async function samplesOf(text: Promise<string>): Promise<Map<string, number>> {
  const lines = (await text).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

describe('the metrics', () => {
  it('count everything that the runtime tells, each in its place', async () => {
    const metrics = createMetrics({ version: '1.2.3' });
    const actor = 'monitored-service/db';
    metrics.observe({ type: 'committed', actor, commitId: 'c', events: 3, at: 0, tookMs: 20, steps: [] });
    metrics.observe({ type: 'conflict', actor });
    metrics.observe({ type: 'stale_timer', actor });
    metrics.observe({ type: 'timer_not_taken', actor, event: 'x' });
    metrics.observe({ type: 'timer_committed', actor, latenessMs: 1_500 });
    metrics.observe({ type: 'first_attempt', actor, kind: 'email', afterMs: 20 });
    metrics.observe({ type: 'repeated', kind: 'sms', cause: 'node_lost' });
    metrics.observe({ type: 'unreadable_record', actor, reason: 'x' });
    metrics.observe({ type: 'early_wake_up', actor });
    metrics.observe({ type: 'sweep_found', items: 7 });
    metrics.heartbeat('called');
    metrics.refused('invalid');
    metrics.requestAnswered({ method: 'GET', route: '/v1/services/:id', status: 404, seconds: 0.02 });

    const samples = await samplesOf(metrics.text());
    const counted = [...samples].filter(
      ([name, value]) => name.startsWith('pager_') && !name.includes('_bucket') && value !== 0 && !Number.isNaN(value),
    );
    expect(Object.fromEntries(counted)).toEqual({
      'pager_build_info{version="1.2.3"}': 1,
      pager_commit_duration_seconds_count: 1,
      pager_commit_duration_seconds_sum: 0.02,
      pager_commit_batch_events_count: 1,
      pager_commit_batch_events_sum: 3,
      pager_commit_conflicts_total: 1,
      pager_stale_timers_total: 1,
      pager_timers_not_taken_total: 1,
      pager_timer_lateness_seconds_count: 1,
      pager_timer_lateness_seconds_sum: 1.5,
      'pager_hand_over_seconds_count{channel="email"}': 1,
      'pager_hand_over_seconds_sum{channel="email"}': 0.02,
      'pager_repeated_attempts_total{channel="sms",cause="node_lost"}': 1,
      pager_unreadable_records_total: 1,
      pager_early_wake_ups_total: 1,
      pager_sweep_found_total: 7,
      pager_self_check_passed: 1,
      'pager_heartbeats_total{result="called"}': 1,
      'pager_refused_total{code="invalid"}': 1,
      'pager_http_requests_total{method="GET",route="/v1/services/:id",status="404"}': 1,
      'pager_http_request_duration_seconds_count{method="GET",route="/v1/services/:id"}': 1,
      'pager_http_request_duration_seconds_sum{method="GET",route="/v1/services/:id"}': 0.02,
    });
    expect(samples.get('pager_timer_lateness_seconds_bucket{le="1"}')).toBe(0);
    expect(samples.get('pager_timer_lateness_seconds_bucket{le="2"}')).toBe(1);
  });

  it('of two processes do not mix, and tell of the process itself', async () => {
    const [one, other] = [createMetrics({ version: '1' }), createMetrics({ version: '1' })];
    one.observe({ type: 'conflict', actor: 'monitored-service/db' });
    expect((await samplesOf(other.text())).get('pager_commit_conflicts_total')).toBe(0);
    expect((await samplesOf(one.text())).get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });
});

describe('GET /metrics', () => {
  let http: TestPager;
  beforeEach(async () => {
    http = await startHttp();
  });
  afterEach(() => http.stop());

  it('counts an incident from the alert to the timeout, by patterns and never by paths', async () => {
    await http.given(['db'], [['ana@example.com'], ['zoe@example.com']]);
    await http.post('/v1/services/db/alert', { summary: 'disk full' });
    await http.passes('15m');
    const answer = await http.ask('GET', '/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await answer.text();
    const samples = await samplesOf(Promise.resolve(text));
    expect(samples.get('pager_notifications_total{channel="email",result="accepted"}')).toBe(2);
    expect(samples.get('pager_hand_over_seconds_count{channel="email"}')).toBe(2);
    expect(samples.get('pager_timer_lateness_seconds_count')).toBe(1);
    expect(text).toMatch(/pager_http_requests_total\{method="POST",route="[^"]*:id[^"]*",status="200"\} 1/);
    expect(text).not.toContain('services/db');
  });

  it('takes the key as a bearer token, as scrapers can send it', async () => {
    expect((await http.ask('GET', '/metrics', { key: null })).status).toBe(401);
    expect((await http.ask('GET', '/metrics')).status).toBe(200);
  });
});
