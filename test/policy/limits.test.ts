import { describe, expect, it } from 'vitest';
import { escalationPolicySchema, idSchema } from '../../src/policy/escalation-policy.ts';
import { serviceSchema } from '../../src/policy/service.ts';
import { distinctTargets, parseTargetKey, type Target, targetKey, targetSchema } from '../../src/policy/target.ts';

const target = { type: 'email', address: 'ana@example.com' };
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ type: 'email', address: `a${i}@example.com` }));
const policy = (changes: object) =>
  escalationPolicySchema.safeParse({ name: 'Backend', levels: [{ targets: [target] }], ...changes }).success;
const service = (changes: object) =>
  serviceSchema.safeParse({ name: 'DB', escalationPolicyId: 'backend', ...changes }).success;

describe('a policy is taken up to its limits, and not beyond', () => {
  it.each([
    ['a name of 200', { name: 'x'.repeat(200) }, { name: 'x'.repeat(201) }],
    ['a name with something in it', { name: 'x' }, { name: '  ' }],
    ['20 levels', { levels: Array(20).fill({ targets: [target] }) }, { levels: Array(21).fill({ targets: [target] }) }],
    ['one level', { levels: [{ targets: [target] }] }, { levels: [] }],
    ['50 targets', { levels: [{ targets: many(50) }] }, { levels: [{ targets: many(51) }] }],
    ['20 repeats', { repeat: 20 }, { repeat: 21 }],
    ['no repeat', { repeat: 0 }, { repeat: -1 }],
    ['whole repeats', { repeat: 1 }, { repeat: 1.5 }],
    [
      'a timeout of 7 days',
      { levels: [{ ackTimeout: '7d', targets: [target] }] },
      { levels: [{ ackTimeout: '8d', targets: [target] }] },
    ],
    [
      'a timeout of a second',
      { levels: [{ ackTimeout: '1s', targets: [target] }] },
      { levels: [{ ackTimeout: '999ms', targets: [target] }] },
    ],
    ['known fields', {}, { owner: 'ana' }],
  ])('%s', (_, within, beyond) => {
    expect([policy(within), policy(beyond)]).toEqual([true, false]);
  });
});

describe('a service is taken up to its limits, and not beyond', () => {
  const labels = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`l${i}`, 'x']));
  it.each([
    ['64 labels', { labels: labels(64) }, { labels: labels(65) }],
    ['a web page as its runbook', { runbookUrl: 'https://wiki/db' }, { runbookUrl: 'javascript:alert(1)' }],
    ['an expiry of a minute', { ackExpiresAfter: '1m' }, { ackExpiresAfter: '59s' }],
    ['an expiry of 30 days', { ackExpiresAfter: '30d' }, { ackExpiresAfter: '31d' }],
    ['a policy by its id', { escalationPolicyId: 'a.b_c-1' }, { escalationPolicyId: 'A' }],
    ['a description of 1,024', { description: 'x'.repeat(1_024) }, { description: 'x'.repeat(1_025) }],
    ['known fields', {}, { renotifyOnNewkey: true }],
  ])('%s', (_, within, beyond) => {
    expect([service(within), service(beyond)]).toEqual([true, false]);
  });
});

describe('an id', () => {
  it.each(['a', '0', 'checkout-db', 'a.b_c-d', 'x'.repeat(63)])('%j is one', (id) => {
    expect(idSchema.safeParse(id).success).toBe(true);
  });
  it.each(['', '-a', '.a', 'A', 'a b', 'ä', 'a/b', 'x'.repeat(64)])('%j is none', (id) => {
    expect(idSchema.safeParse(id).success).toBe(false);
  });
});

describe('a target in normal form', () => {
  it.each([
    ['email', { address: 'Ana@EXAMPLE.com' }, { address: 'Ana@example.com' }],
    ['sms', { phoneNumber: '+33 6 12-34.56 78' }, { phoneNumber: '+33612345678' }],
    ['sms', { phoneNumber: '+1 (415) 555-2671' }, { phoneNumber: '+14155552671' }],
  ])('%s %j is %j', (type, written, normal) => {
    expect(targetSchema.parse({ type, ...written })).toEqual({ type, ...normal });
  });

  it.each([
    { type: 'email', address: 'ana' },
    { type: 'email', address: 'ana@' },
    { type: 'email', address: 'ana@example.com, zoe@example.com' },
    { type: 'sms', phoneNumber: '112' },
    { type: 'sms', phoneNumber: '+33' },
    { type: 'sms', phoneNumber: '+99912345678' },
  ])('%j is none', (written) => {
    expect(targetSchema.safeParse(written).success).toBe(false);
  });

  it('is found again by its key', () => {
    const targets: Target[] = [
      { type: 'email', address: 'a:b@example.com' },
      { type: 'sms', phoneNumber: '+33612345678' },
    ];
    expect(targets.map((each) => parseTargetKey(targetKey(each)))).toEqual(targets);
    expect(distinctTargets([...targets, ...targets]).map(parseTargetKey)).toEqual(targets);
  });
});
