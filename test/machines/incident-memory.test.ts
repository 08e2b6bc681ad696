import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { monitoredService } from '../../src/machines/monitored-service.ts';
import { KEYS_AS_HASH, KEYS_WITH_TEXT } from '../../src/machines/service-context.ts';
import type { ServiceEvent } from '../../src/machines/service-events.ts';
import { type ServiceSnapshot, serviceState } from '../../src/machines/service-view.ts';
import { HOUR } from '../../src/policy/duration.ts';
import { act, alert, having, incidentAfter, opening } from './happenings.ts';

describe('open keys', () => {
  const named = (count: number) => Array.from({ length: count }, (_, i) => alert(`k${i}`));

  it('that are called like parts of an object are keys like any other', () => {
    const events = ['__proto__', 'constructor', 'toString'].map((key) => alert(key));
    expect(Object.keys(incidentAfter(...events)?.alerts ?? {}).sort()).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
    const resolve = (key: string): ServiceEvent => ({ type: 'resolve', at: HOUR, key });
    expect(having(...events, resolve('valueOf')).effects).toMatchObject([{ reason: 'unknown_key' }]);
    const rest = events.map((event) => resolve((event as { key: string }).key));
    expect(serviceState(having(...events, ...rest).snapshot)).toBe('healthy');
  });

  it('beyond 200 are kept as hashes, and are told from unknown ones', () => {
    const incident = incidentAfter(...named(KEYS_WITH_TEXT + 5), alert(`k${KEYS_WITH_TEXT + 1}`));
    expect(Object.keys(incident?.alerts ?? {})).toHaveLength(KEYS_WITH_TEXT);
    expect(incident?.more).toHaveLength(5);
  });

  it('beyond 10,000 are no new keys: an acknowledgement holds', () => {
    const flooded = having(alert('k', opening([['ana']], { renotifyOnNewKey: true }))).snapshot;
    const { incident } = flooded.context;
    if (!incident) throw new Error('no incident');
    const more = Array.from({ length: KEYS_AS_HASH }, (_, i) => String(i));
    const overflowing = monitoredService.resolveState({
      value: flooded.value,
      context: { ...flooded.context, incident: { ...incident, more, overflowed: true } },
    } as never);
    const [acked] = transition(monitoredService, overflowing, act('ack'));
    const [then] = transition(monitoredService, acked, alert('one more'));
    expect(serviceState(then as ServiceSnapshot)).toBe('acked');
  });

  it('that are lost count of hold the incident open when the last known one is resolved', () => {
    const { value, context } = having(alert()).snapshot;
    const incident = context.incident && { ...context.incident, overflowed: true };
    const overflowed = monitoredService.resolveState({ value, context: { ...context, incident } } as never);
    const resolve: ServiceEvent = { type: 'resolve', at: HOUR, key: 'disk' };
    expect(serviceState(transition(monitoredService, overflowed, resolve)[0] as ServiceSnapshot)).toBe('escalating');
  });

  it('count repeats, also merged ones, and keep the first and the last time', () => {
    const incident = incidentAfter(alert(), alert('disk', { at: 2 * HOUR, count: 7, severity: 'warning' }));
    expect(incident?.alerts.disk).toMatchObject({ count: 8, firstAt: HOUR, lastAt: 2 * HOUR, severity: 'warning' });
  });

  it('keep 256 characters of their summary', () => {
    const summary = incidentAfter(alert('disk', { summary: 'x'.repeat(1_024) }))?.alerts.disk?.summary ?? '';
    expect([summary.length, summary.endsWith('…')]).toEqual([256, true]);
  });
});

describe('the stored state', () => {
  const sizeOf = (snapshot: ServiceSnapshot) => JSON.stringify(monitoredService.getPersistedSnapshot(snapshot)).length;

  it('of a healthy service is tiny, and of an open incident small', () => {
    expect(sizeOf(having(alert(), act('healthy')).snapshot)).toBeLessThan(150);
    expect(sizeOf(having(alert()).snapshot)).toBeLessThan(900);
  });

  it('of an incident with 200 long alerts stays under 100 KB', () => {
    const long = Array.from({ length: 200 }, (_, i) => alert(`key ${i}`, { summary: 'x'.repeat(1_024) }));
    expect(sizeOf(having(...long).snapshot)).toBeLessThan(100_000);
  });

  it('remembers the number of the last incident for good', () => {
    const { snapshot } = having(alert(), act('healthy'), alert(), act('healthy'));
    expect(snapshot.context).toEqual({ lastNumber: 2, incident: null });
  });
});
