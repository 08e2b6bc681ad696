import { expect, it } from 'vitest';
import { type Goal, rowOf, verdictOf } from '../../bench/report/goal.mjs';

const higher = { better: 'higher', target: 10, floor: 5 } as const;
const lower = { better: 'lower', target: 5, floor: 10 } as const;

it.each([
  [10, higher, 'target'],
  [9.9, higher, 'floor'],
  [4.9, higher, 'missed'],
  [5, lower, 'target'],
  [10, lower, 'floor'],
  [10.1, lower, 'missed'],
  [6, { ...lower, floor: null }, 'missed'],
  [null, lower, 'unknown'],
  [Number.NaN, higher, 'unknown'],
] as const)('%s against %o is: %s', (value, goal, verdict) => {
  expect(verdictOf(value, goal)).toBe(verdict);
});

it('shows a figure beside all that it has to reach', () => {
  const goal: Goal<{ late: number }> = {
    id: 'late',
    what: 'How late',
    better: 'lower',
    value: ({ late }) => late,
    show: (value) => `${value} ms`,
    target: 3,
    floor: null,
    firstFloor: 10,
    beside: ({ late }) => `twice is ${late * 2} ms`,
  };
  expect(rowOf(goal, { late: 4 })).toEqual({
    id: 'late',
    what: 'How late',
    better: 'lower',
    value: 4,
    target: 3,
    floor: null,
    firstFloor: 10,
    verdict: 'missed',
    shown: { value: '4 ms', target: '≤ 3 ms', floor: '', firstFloor: '≤ 10 ms', beside: 'twice is 8 ms' },
  });
});
