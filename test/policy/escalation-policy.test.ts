import { describe, expect, it } from 'vitest';
import { formatDuration, HOUR, MINUTE, parseDuration, SECOND } from '../../src/policy/duration.ts';
import { escalationPolicySchema, toPlan } from '../../src/policy/escalation-policy.ts';

const policy = (level: object, rest: object = {}) =>
  escalationPolicySchema.safeParse({ name: 'Backend', levels: [level], ...rest });

describe('durations', () => {
  it.each([
    ['15m', 15 * MINUTE],
    ['90s', 90 * SECOND],
    ['1h', HOUR],
    ['7d', 7 * 24 * HOUR],
  ])('%s reads as %i ms and is written the same way', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
    expect(formatDuration(durationMs)).toBe(text);
  });

  it.each(['', '15', '15 minutes', '-1m', '1.5h', '1h30m', 'm'])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('an escalation policy', () => {
  it('waits 15 minutes for an acknowledgement unless told otherwise', () => {
    const parsed = policy({ targets: [{ type: 'email', address: 'ana@example.com' }] });
    expect(parsed.success && toPlan('backend', parsed.data).levels[0]?.ackTimeoutMs).toBe(15 * MINUTE);
  });

  it('counts one person written in two ways once', () => {
    const parsed = policy({
      targets: [
        { type: 'email', address: 'ana@Example.com' },
        { type: 'email', address: 'ana@example.COM' },
        { type: 'sms', phoneNumber: '+33 6 12 34 56 78' },
        { type: 'sms', phoneNumber: '+33612345678' },
      ],
    });
    expect(parsed.success && toPlan('backend', parsed.data).levels[0]?.targets).toEqual([
      'email:ana@example.com',
      'sms:+33612345678',
    ]);
  });

  it.each([
    ['no target', { targets: [] }, ['levels', 0, 'targets']],
    [
      'a number without its country',
      { targets: [{ type: 'sms', phoneNumber: '0612345678' }] },
      ['levels', 0, 'targets', 0, 'phoneNumber'],
    ],
    [
      'a timeout under a second',
      { ackTimeout: '0s', targets: [{ type: 'email', address: 'a@b.co' }] },
      ['levels', 0, 'ackTimeout'],
    ],
    ['a channel nobody knows', { targets: [{ type: 'fax', address: '1' }] }, ['levels', 0, 'targets', 0, 'type']],
    ['a misspelt field', { target: [], targets: [{ type: 'email', address: 'a@b.co' }] }, ['levels', 0]],
  ])('with %s is refused, and the place is named', (_, level, path) => {
    expect(policy(level).error?.issues[0]?.path).toEqual(path);
  });
});
