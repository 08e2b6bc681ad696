/** The alert rules and the dashboard that come with the pager: by Prometheus' own checker, against what the pager really says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startHttp } from '../harness/http.ts';
import { promtool } from '../harness/promtool.ts';
import { ALERT_CASES, type Series } from './alert-cases.ts';

const fileAt = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const RULES = fileAt('monitoring/alert-rules.yml');
const DASHBOARD = fileAt('monitoring/grafana-dashboard.json');
const OPERATIONS = fileAt('docs/operations.md');

interface Rules {
  groups: { rules: { alert: string; expr: string; labels: { severity: string }; annotations: object }[] }[];
}
const rules = (parse(readFileSync(RULES, 'utf8')) as Rules).groups.flatMap((group) => group.rules);
const alerts = rules.map(({ alert }) => alert);

describe('the alert rules', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pager-rules-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Null: as it should be. */
  const test = (alert: string, series: Series, afterMinutes: number, firing: number) => {
    const file = join(folder, `${alert}-${firing}.yml`);
    const body = {
      rule_files: [RULES],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [
            {
              expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
              eval_time: `${afterMinutes}m`,
              exp_samples: [{ labels: '{}', value: firing }],
            },
          ],
        },
      ],
    };
    writeFileSync(file, JSON.stringify(body));
    return promtool(['test', 'rules', file]).problems;
  };

  it('are rules', () => {
    expect(promtool(['check', 'rules', RULES]).problems).toBeNull();
  });

  it('are all told here, and none besides', () => {
    expect(Object.keys(ALERT_CASES).sort()).toEqual([...alerts].sort());
  });

  it.each(Object.entries(ALERT_CASES))('%s fires', (alert, { fires, afterMinutes }) => {
    expect(test(alert, fires, afterMinutes, 1)).toBeNull();
  });

  it.each(Object.entries(ALERT_CASES))('%s stays quiet', (alert, { staysQuiet, afterMinutes }) => {
    expect(test(alert, staysQuiet, afterMinutes, 0)).toBeNull();
  });

  it('say how urgent they are, and each is explained where operators read', () => {
    const explained = readFileSync(OPERATIONS, 'utf8');
    for (const { alert, labels, annotations } of rules) {
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(Object.keys(annotations)).toEqual(['summary', 'description']);
      expect(explained).toMatch(new RegExp(`^\\| \`${alert}\` +\\| ${labels.severity} +\\| \\S`, 'm'));
    }
  });
});

describe('what the pager says of itself', () => {
  let text: string;
  let families: Map<string, string>;
  beforeAll(async () => {
    const http = await startHttp();
    try {
      await http.given(['db', 'api'], [['ana@example.com'], ['+33612345678']]);
      await http.post('/v1/services/db/alert', { summary: 'disk full' });
      await http.post('/v1/services/db/alert', { summary: 'disk full' });
      await http.passes('15m');
      await http.post('/v1/services/api/alert', { summary: 'slow' });
      await http.post('/v1/services/api/ack', { by: 'Ana' });
      await http.post('/v1/services/nowhere/alert', { summary: 'lost' });
      await http.settled();
      text = await (await http.ask('GET', '/metrics')).text();
    } finally {
      await http.stop();
    }
    families = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
  });

  it('is good form by the rules of Prometheus', () => {
    expect(promtool(['check', 'metrics'], text).problems).toBeNull();
  });

  const nameIn = (expr: string) => expr.match(/\b(?:pager|process|nodejs)_[a-z0-9_]+\b/g) ?? [];
  const isTold = (name: string) => {
    if (families.has(name)) return families.get(name) !== 'histogram';
    const [, base = '', part] = /^(.*)_(bucket|sum|count)$/.exec(name) ?? [];
    return part !== undefined && families.get(base) === 'histogram';
  };

  it('holds every metric that the alert rules name', () => {
    const named = rules.flatMap(({ expr }) => nameIn(expr));
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !isTold(name))).toEqual([]);
  });

  it('holds every metric that the dashboard names, and the dashboard every one of the pager’s', () => {
    const dashboard = JSON.parse(readFileSync(DASHBOARD, 'utf8'));
    const exprs: string[] = dashboard.panels.flatMap(({ targets = [] }: { targets?: { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    );
    const named = new Set(exprs.flatMap(nameIn));
    expect([...named].filter((name) => !isTold(name))).toEqual([]);
    const shown = new Set([...named].map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    const own = [...families.keys()].filter((name) => name.startsWith('pager_') && name !== 'pager_build_info');
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('uses expressions that Prometheus can parse', () => {
    const dashboard = JSON.parse(readFileSync(DASHBOARD, 'utf8'));
    const exprs: string[] = dashboard.panels.flatMap(({ targets = [] }: { targets?: { expr: string }[] }) =>
      targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m').replace(/\$(job|instance)/g, '.*')),
    );
    const folder = mkdtempSync(join(tmpdir(), 'pager-dashboard-'));
    const file = join(folder, 'rules.yml');
    const asRules = [...new Set(exprs)].map((expr, index) => ({ record: `dashboard:${index}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: asRules }] }));
    const { problems } = promtool(['check', 'rules', file]);
    rmSync(folder, { recursive: true });
    expect(problems).toBeNull();
  });

  const value = (series: string) => {
    const line = text.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? null : Number(line.slice(series.length));
  };

  it('counts events by what they came to, changes of state, and notifications by channel', () => {
    expect(value('pager_events_total{event="alert",answer="opened"}')).toBe(2);
    expect(value('pager_events_total{event="alert",answer="recorded"}')).toBe(1);
    expect(value('pager_events_total{event="ackTimeout",answer="escalated"}')).toBe(1);
    expect(value('pager_events_total{event="ack",answer="acknowledged"}')).toBe(1);
    expect(value('pager_transitions_total{from="healthy",to="escalating"}')).toBe(2);
    expect(value('pager_transitions_total{from="escalating",to="escalating"}')).toBe(1);
    expect(value('pager_transitions_total{from="escalating",to="acked"}')).toBe(1);
    expect(value('pager_notifications_total{channel="sms",result="accepted"}')).toBe(1);
    expect(value('pager_refused_total{code="unknown_service"}')).toBe(1);
  });

  it('shows what stands in the store', () => {
    expect(value('pager_open_incidents{state="escalating"}')).toBe(1);
    expect(value('pager_open_incidents{state="acked"}')).toBe(1);
    expect(value('pager_open_incidents{state="exhausted"}')).toBe(0);
    expect(value('pager_agenda_items')).toBe(1);
    expect(value('pager_agenda_overdue_items{kind="timer"}')).toBe(0);
    expect(value('pager_queue_jobs{queue="timeouts",state="delayed"}')).toBeGreaterThan(0);
    expect(value('pager_nodes')).toBe(1);
    expect(value('pager_ready{check="redis"}')).toBe(1);
    expect(value('pager_redis_memory_used_bytes')).toBeGreaterThan(0);
    expect(value('pager_redis_memory_share')).toBeNaN();
    expect(value('pager_preview')).toBe(0);
  });

  it('names no service, person or key in a label', () => {
    expect(text).not.toMatch(/ana@|33612|"db"|"api"|nowhere|disk/);
  });
});
