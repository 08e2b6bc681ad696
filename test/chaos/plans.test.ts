import { expect, test } from 'vitest';
import { planEvents } from '../../chaos/event-plan.mjs';
import { planFaults } from '../../chaos/fault-schedule.mjs';
import { planServices } from '../../chaos/services.mjs';

const MINUTE = 60_000;
const SCHEDULE = { durationMs: MINUTE, nodes: 3, everyMs: 1_500 };

const planned = (seed: number) => {
  const services = planServices(seed, 50);
  return { services, events: planEvents(seed, services, MINUTE, 'mixed'), faults: planFaults(seed, SCHEDULE) };
};

test('a seed plans the same services, events and faults each time, and another seed plans others', () => {
  expect(planned(1)).toEqual(planned(1));
  expect(planned(1).faults).not.toEqual(planned(2).faults);
  expect(planned(1).events).not.toEqual(planned(2).events);
});

test.each([1, 2, 3, 4, 5])('with seed %i a minute brings every kind of fault', (seed) => {
  expect(new Set(planned(seed).faults.map(({ kind }) => kind)).size).toBe(12);
});

test.each([1, 2, 3, 4, 5])('on a cluster, with seed %i, slots are moved as well', (seed) => {
  const faults = planFaults(seed, { durationMs: 60_000, nodes: 3, everyMs: 1_500, store: 'cluster' });
  expect(faults.filter(({ kind }) => kind === 'moveSlots').length).toBeGreaterThanOrEqual(1);
});

test.each([1, 2, 3, 4, 5])('with seed %i no pager is killed or paused while it is away already', (seed) => {
  const awayUntil = [0, 0, 0];
  for (const { atMs, kind, node, forMs = 0 } of planned(seed).faults) {
    if (node === undefined || (kind !== 'killPager' && kind !== 'pausePager')) continue;
    expect(atMs).toBeGreaterThanOrEqual(awayUntil[node] ?? Number.NaN);
    awayUntil[node] = atMs + forMs;
  }
});

test.each([1, 2, 3])(
  'with seed %i each pager that dies with lost answers dies while a gateway hangs, and long before the next',
  (seed) => {
    const faults = planFaults(seed, { ...SCHEDULE, mix: 'lostAnswers' });
    const hangs = faults.filter(({ kind }) => kind === 'gatewayHangs');
    const kills = faults.filter(({ kind }) => kind === 'killPager');
    expect(kills.length).toBeGreaterThanOrEqual(3);
    for (const { atMs } of kills)
      expect(hangs.some((hang) => hang.atMs < atMs && atMs < hang.atMs + (hang.forMs ?? 0))).toBe(true);
    for (const [i, { atMs }] of kills.slice(1).entries()) expect(atMs - (kills[i]?.atMs ?? 0)).toBeGreaterThan(6_000);
  },
);

test('each event has a name of its own, and each resolve a key of its own', () => {
  const { events } = planned(1);
  expect(new Set(events.map(({ ref }) => ref)).size).toBe(events.length);
  const resolves = events.filter(({ type }) => type === 'resolve').map(({ service, key }) => `${service} ${key}`);
  expect(new Set(resolves).size).toBe(resolves.length);
});
