/** How the inspector reads a recording, without a browser. */
import { describe, expect, test } from 'vitest';
import { pieSlice, roundedPath } from '../../web/src/chart/path.ts';
import { changeRows } from '../../web/src/pages/inspector/change-rows.ts';
import { lateWords } from '../../web/src/pages/inspector/event-words.ts';
import { agreementOf, contextAt, stepAt, stretchesOf } from '../../web/src/pages/inspector/recording.ts';
import { nameOf, valueWords } from '../../web/src/pages/inspector/state-words.ts';
import { whySentence } from '../../web/src/pages/inspector/why-sentence.ts';

const STATES = [
  { id: 'm.well', key: 'well', parent: null, isInitial: true, isLeaf: true, tags: [] },
  { id: 'm.ill', key: 'ill', parent: null, isInitial: false, isLeaf: true, tags: ['escalating'] },
].map((state) => ({ ...state, x: 0, y: 0, width: 1, height: 1, description: '' }));

const step = (seconds: number, given: object) => ({
  at: new Date(seconds * 1_000).toISOString(),
  event: { type: 'alert' },
  active: ['m.ill'],
  timers: [],
  changes: [],
  texts: [],
  taken: [],
  changed: true,
  stoppedBy: null,
  effects: [],
  lateMs: null,
  differs: null,
  recordedBy: null,
  ...given,
});

const STEPS = [
  step(10, {
    changes: [
      { path: '/level', after: 1 },
      { path: '/ack/by', after: 'Ana' },
    ],
  }),
  step(20, {
    changes: [
      { path: '/level', before: 1, after: 2 },
      { path: '/ack/by', before: 'Ana' },
    ],
  }),
  step(30, { active: ['m.well'] }),
];

describe('a recording', () => {
  test('knows the context behind every step', () => {
    expect(Object.fromEntries(contextAt(STEPS, -1))).toEqual({});
    expect(Object.fromEntries(contextAt(STEPS, 0))).toEqual({ '/level': 1, '/ack/by': 'Ana' });
    expect(Object.fromEntries(contextAt(STEPS, 2))).toEqual({ '/level': 2 });
  });

  test('finds the step that was taken last at a time', () => {
    expect([0, 10_000, 19_999, 20_000, 99_000].map((at) => stepAt(STEPS, at))).toEqual([0, 0, 0, 1, 2]);
  });

  test('is one stretch for as long as it has one colour', () => {
    expect(stretchesOf(STEPS, STATES, 40_000)).toEqual([
      { from: 10_000, to: 30_000, tone: 'escalating' },
      { from: 30_000, to: 40_000, tone: 'healthy' },
    ]);
  });
});

test('why a page was sent is one sentence, with the level that was waited for', () => {
  const before = new Map<string, unknown>([
    ['/incident/level', 1],
    ['/incident/plan/levels', [{ ackTimeoutMs: 300_000, targets: [] }]],
    ['/incident/plan/policyId', 'backend'],
  ]);
  const told = step(0, {
    effects: [{ type: 'notifyLevel', level: 2, cycle: 1, why: 'timeout', targets: ['marc@…'] }],
  });
  expect(whySentence(told, before, before, 'shop-7')).toBe(
    'Nobody acknowledged #shop-7 within 5 min of level 1, and the policy “backend” has a level left. Told: marc@…',
  );
  expect(whySentence(step(0, {}), before, before, 'shop-7')).toBeNull();
});

test('remembered values have names and forms that people read', () => {
  expect(nameOf('/incident/ack/by')).toBe('ack by');
  expect(nameOf('/incident/alerts/prometheus\u001fdisk~1root/count')).toBe('alerts disk/root count');
  expect(valueWords('/incident/plan/ackTimeoutMs', 900_000)).toBe('15 min');
  expect(valueWords('/incident/failed', ['a', 'b'])).toBe('[a, b]');
  expect(valueWords('/incident/ack', null)).toBe('none');
});

test('what a step changed is a row for each alert, and one for an incident that closed', () => {
  const alert = (key: string, summary: string) => [
    { path: `/incident/alerts/${key}/summary`, after: summary },
    { path: `/incident/alerts/${key}/severity`, after: 'critical' },
    { path: `/incident/alerts/${key}/count`, after: 1 },
  ];
  const opening = step(0, {
    changes: [
      { path: '/incident/number', after: 1 },
      { path: '/incident/level', after: 1 },
      ...alert('e58fca903a4fd405', 'Disk is full'),
      ...alert('net', 'No route'),
    ],
  });
  const none = new Map<string, unknown>();
  const open = contextAt([opening], 0);
  expect(changeRows(opening, undefined, { before: none, after: open })).toEqual([
    { name: 'level', text: '1', kind: 'added' },
    { name: 'alert', text: '+ Disk is full', kind: 'added' },
    { name: 'alert', text: '+ net', kind: 'added' },
  ]);
  const again = step(1, { changes: [{ path: '/incident/alerts/net/count', before: 1, after: 3 }] });
  expect(changeRows(again, opening, { before: open, after: contextAt([opening, again], 1) })).toEqual([
    { name: 'alert', text: 'net: count 1 → 3', kind: 'changed' },
  ]);
  const closing = step(2, { changes: opening.changes.map(({ path, after }) => ({ path, before: after })) });
  expect(changeRows(closing, again, { before: open, after: none })).toEqual([
    { name: 'incident', text: '1 → closed', kind: 'removed' },
  ]);
});

test('a recording that differs says which release recorded it, and which one looks', () => {
  const differs = { recorded: 'a', recomputed: 'b' };
  const history = { machine: 'm', id: 'x', incident: null, leftOut: null, release: '0.2.0' };
  const now = { active: [], timers: [], changes: [] };
  const steps = [step(1, { recordedBy: '0.2.0' }), step(2, { recordedBy: '0.1.0', differs })];
  expect(agreementOf({ ...history, now, steps, agrees: false }).text).toBe(
    'differs at step 2 (recorded by 0.1.0, this is 0.2.0)',
  );
  expect(agreementOf({ ...history, now, steps: [step(1, { recordedBy: '0.1.0' })], agrees: true }).detail).toBe(
    'Every step, recomputed by release 0.2.0, is what was recorded by 0.1.0.',
  );
});

test('lateness is told as exactly as it matters', () => {
  expect([2, 180, 65_000].map(lateWords)).toEqual(['on time', '+0.18 s late', '+65 s late']);
});

test('a line has round corners, and a pie is never more than whole', () => {
  const corner = [
    { x: 0, y: 0 },
    { x: 0, y: 40 },
    { x: 40, y: 40 },
  ];
  expect(roundedPath(corner)).toBe('M0,0 L0,32 Q0,40 8,40 L40,40');
  expect(roundedPath(corner.slice(0, 1))).toBe('');
  expect(pieSlice({ x: 0, y: 0 }, 10, 2)).toBe(pieSlice({ x: 0, y: 0 }, 10, 1));
});
