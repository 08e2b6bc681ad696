/** How much may be under way is shared among the sources that ask, whatever their number. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMeter } from '../../src/http/limits-meter.ts';

const SECOND = 1_000;

describe('the share of a source', () => {
  const admitAll = (meter: ReturnType<typeof createMeter>, name: string) => {
    let taken = 0;
    while (!meter.admit(meter.source(name, 0), 1, 0)) taken++;
    return taken;
  };

  it('is half of the room for one alone, and leaves room for the next', () => {
    const meter = createMeter({ room: 1_200, perSecond: 0 });
    expect(admitAll(meter, 'loud')).toBe(600);
    expect(meter.admit(meter.source('quiet', 0), 1, 0)).toBeNull();
    expect(meter.admit(meter.source('loud', 0), 1, 0)).toEqual({ retryAfterMs: SECOND, why: 'share' });
  });

  it('is a third each for two that ask by turns', () => {
    const meter = createMeter({ room: 1_200, perSecond: 0 });
    const taken = { a: 0, b: 0 };
    for (let i = 0; i < 2_000; i++) {
      for (const name of ['a', 'b'] as const) if (!meter.admit(meter.source(name, 0), 1, 0)) taken[name]++;
    }
    expect(taken).toEqual({ a: 400, b: 400 });
  });

  it('is free again when it is released', () => {
    const meter = createMeter({ room: 10, perSecond: 0 });
    const source = meter.source('loud', 0);
    const taken = admitAll(meter, 'loud');
    expect(meter.admit(source, 1, 0)).not.toBeNull();
    meter.release(source, taken);
    expect(admitAll(meter, 'loud')).toBe(taken);
  });

  it('never exceeds the room, and never turns away a single request of whoever has nothing while a half of it is free', () => {
    const act = fc.record({ source: fc.nat(9), amount: fc.integer({ min: 1, max: 30 }), isRelease: fc.boolean() });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 300 }), (acts) => {
        const meter = createMeter({ room: 100, perSecond: 0 });
        const held = new Map<number, number[]>();
        const total = () => [...held.values()].flat().reduce((sum, amount) => sum + amount, 0);
        for (const { source, amount, isRelease } of acts) {
          const mine = held.get(source) ?? [];
          held.set(source, mine);
          if (isRelease) {
            const released = mine.pop();
            if (released !== undefined) meter.release(meter.source(String(source), 0), released);
            continue;
          }
          const before = total();
          const turnedAway = meter.admit(meter.source(String(source), 0), amount, 0);
          if (!turnedAway) mine.push(amount);
          expect(total()).toBeLessThanOrEqual(100);
          if (mine.length === 0 && before + 2 * amount <= 100) expect(turnedAway).toBeNull();
        }
      }),
    );
  });
});

describe('the rate of a source', () => {
  it('lets one second’s amount come at once, and then as much as the rate says', () => {
    const meter = createMeter({ room: 100_000, perSecond: 100 });
    const takenAt = (now: number) => {
      let taken = 0;
      while (!meter.admit(meter.source('loud', now), 1, now)) taken++;
      return taken;
    };
    expect(takenAt(5_000)).toBe(100);
    expect(takenAt(5_000)).toBe(0);
    expect(takenAt(5_500)).toBe(50);
    expect(takenAt(60_000)).toBe(100);
  });

  it('takes a batch that is larger than a second’s amount, and has it paid off', () => {
    const meter = createMeter({ room: 100_000, perSecond: 100 });
    const source = meter.source('loud', 0);
    expect(meter.admit(source, 1_000, 0)).toBeNull();
    expect(meter.admit(source, 1, 8_999)).toMatchObject({ why: 'rate' });
    expect(meter.admit(source, 1, 9_001)).toBeNull();
  });

  it('says when to come again, and whoever comes then is let in', () => {
    const meter = createMeter({ room: 100_000, perSecond: 100 });
    const source = meter.source('loud', 0);
    meter.admit(source, 350, 0);
    const turnedAway = meter.admit(source, 1, 200);
    expect(turnedAway?.why).toBe('rate');
    expect(meter.admit(source, 1, 200 + (turnedAway?.retryAfterMs ?? 0))).toBeNull();
  });

  it('is each source’s own', () => {
    const meter = createMeter({ room: 100_000, perSecond: 1 });
    expect(meter.admit(meter.source('a', 0), 1, 0)).toBeNull();
    expect(meter.admit(meter.source('a', 0), 1, 0)).not.toBeNull();
    expect(meter.admit(meter.source('b', 0), 1, 0)).toBeNull();
  });
});

it('sources that rest are forgotten, and those that have something under way or to pay off are not', () => {
  const meter = createMeter({ room: 1_000_000, perSecond: 10 });
  const busy = meter.source('busy', 0);
  meter.admit(busy, 1, 0);
  const indebted = meter.source('indebted', 0);
  meter.admit(indebted, 100, 0);
  meter.release(indebted, 100);
  const rested = meter.source('rested', 0);
  for (let i = 0; i < 5_000; i++) meter.source(`once-${i}`, 5_000);
  expect(meter.source('busy', 5_000)).toBe(busy);
  expect(meter.source('indebted', 5_000)).toBe(indebted);
  expect(meter.source('rested', 5_000)).not.toBe(rested);
});
