/** What the policy editor reads and writes in people's words, without a browser. */
import { describe, expect, test } from 'vitest';
import { differencesOf } from '../../web/src/pages/policies/policy-difference.ts';
import { moveLevel, moveTarget, toDraft, toInput } from '../../web/src/pages/policies/policy-draft.ts';
import { idFrom } from '../../web/src/pages/policies/policy-words.ts';
import { readDuration, writeDuration } from '../../web/src/pages/policies/written-duration.ts';

describe('durations', () => {
  test.each([
    ['15 min', '15m'],
    ['15', '15m'],
    ['1h 30', '90m'],
    ['1 h 30 min', '90m'],
    ['1.5 hours', '90m'],
    ['1,5 h', '90m'],
    ['90 seconds', '90s'],
    ['2 days', '2d'],
    ['60m', '1h'],
    ['0.1h', '6m'],
  ])('%s is %s', (written, duration) => {
    expect(readDuration(written)).toBe(duration);
  });

  test.each(['', 'soon', '15 parsecs', '-5m', '0', '0.5 s', '5m later'])('%s is none', (written) => {
    expect(readDuration(written)).toBeNull();
  });

  test('what the pager answers is written so that it reads back as the same', () => {
    for (const duration of ['15m', '90s', '1h', '36h', '7d', '1s']) {
      const written = writeDuration(duration);
      expect(readDuration(written), written).toBe(readDuration(duration));
    }
  });
});

describe('a draft', () => {
  const policy = {
    name: 'Backend',
    levels: [
      { ackTimeout: '15m', targets: [{ type: 'email' as const, address: 'ana@example.com' }] },
      {
        ackTimeout: '1h',
        targets: [
          { type: 'sms' as const, phoneNumber: '+33612345678' },
          { type: 'email' as const, address: 'ben@example.com' },
        ],
      },
    ],
  };

  test('is the same policy again when nothing was changed', () => {
    expect(toInput(toDraft(policy))).toEqual(policy);
  });

  test('keeps a target of a kind that the editor does not know as it came', () => {
    const levels = [{ ackTimeout: '15m', targets: [{ type: 'pigeon', loft: 'north' }] }];
    expect(toInput(toDraft({ name: 'x', levels } as never)).levels[0]?.targets).toEqual(levels[0]?.targets);
  });

  test('sends what is no duration and no number as it stands, for the pager to judge', () => {
    const draft = toDraft(policy);
    const [first] = draft.levels;
    if (first) first.ackTimeout = 'soon';
    expect(toInput({ ...draft, repeat: 'often' })).toMatchObject({
      repeat: 'often',
      levels: [{ ackTimeout: 'soon' }, {}],
    });
  });

  test('moves levels and targets, and stays as it is beyond its ends', () => {
    const draft = toDraft(policy);
    expect(moveLevel(draft, 0, -1)).toBe(draft);
    expect(moveLevel(draft, 1, 2)).toBe(draft);
    const moved = toInput(moveTarget(draft, { level: 1, index: 1 }, { level: 0, index: 0 }));
    expect(moved.levels.map(({ targets }) => targets.length)).toEqual([2, 1]);
    expect(moved.levels[0]?.targets[0]).toEqual({ type: 'email', address: 'ben@example.com' });
  });

  test('differs from another in lines that people read', () => {
    const [first, second] = policy.levels;
    if (!first || !second) throw new Error('it has two levels');
    const other = {
      ...policy,
      repeat: 1,
      levels: [
        { ...first, ackTimeout: '5m' },
        { ...second, targets: second.targets.slice(0, 1) },
      ],
    };
    expect(differencesOf(policy, other)).toEqual([
      { where: 'Repeats', kind: 'changed', text: '0 → 1' },
      { where: 'Level 1, waits', kind: 'changed', text: '15 min → 5 min' },
      { where: 'Level 2', kind: 'removed', text: 'ben@example.com' },
    ]);
    expect(differencesOf(policy, policy)).toEqual([]);
  });
});

test('a name suggests an id that the pager takes', () => {
  expect(idFrom('Zürich, nights (24/7)')).toBe('zurich-nights-24-7');
  expect(idFrom('!!!')).toBe('');
});
