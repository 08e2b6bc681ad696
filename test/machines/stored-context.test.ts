import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentContext } from '../../src/machines/service-context.ts';
import { packContext, unpackContext } from '../../src/machines/stored-context.ts';
import { alert, incidentAfter, plan } from './happenings.ts';

const throughStore = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
/** Often the same one, as that of an incident's opening and of its first level. */
const time = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 40 }));

const anyAlert = fc.record(
  {
    key: fc.string(),
    summary: fc.string(),
    severity: fc.constantFrom('critical', 'error', 'warning', 'info'),
    source: fc.string(),
    count: fc.integer({ min: 1, max: 5 }),
    firstAt: time,
    lastAt: time,
  },
  { requiredKeys: ['key', 'summary', 'severity', 'count', 'firstAt', 'lastAt'] },
);

const anyIncident = fc.record(
  {
    uid: fc.string(),
    number: fc.nat(),
    openedAt: time,
    serviceName: fc.string(),
    plan: fc.constant(plan([['ana'], ['zoe']], 2)),
    options: fc.record({ ackExpiresAfterMs: time, renotifyOnNewKey: fc.constant(true) }, { requiredKeys: [] }),
    cycle: fc.integer({ min: 1, max: 3 }),
    lastCycle: fc.integer({ min: 1, max: 3 }),
    level: fc.integer({ min: 1, max: 3 }),
    levelBeganAt: time,
    failed: fc.array(fc.string(), { maxLength: 2 }),
    skipsLeft: fc.nat(3),
    ack: fc.option(fc.record({ by: fc.option(fc.string()), at: time })),
    exhausted: fc.constant(true as const),
    alerts: fc.dictionary(fc.string(), anyAlert, { maxKeys: 3, noNullPrototype: true }),
    more: fc.array(fc.string(), { maxLength: 2 }),
    overflowed: fc.boolean(),
    rate: fc.record({ since: time, lines: fc.nat(20) }),
  },
  { noNullPrototype: true },
);

describe('what a service remembers', () => {
  it('comes back from the store as it was', () => {
    fc.assert(
      fc.property(fc.nat(), fc.option(anyIncident), (lastNumber, incident) => {
        const context = { lastNumber, incident: incident as unknown as IncidentContext | null };
        expect(unpackContext(throughStore(packContext(context)))).toEqual(throughStore(context));
      }),
    );
  });

  it('is stored without what is as usual', () => {
    const packed = packContext({ lastNumber: 1, incident: incidentAfter(alert()) });
    expect(Object.keys(packed.incident ?? {}).sort()).toEqual([
      'alerts',
      'number',
      'openedAt',
      'plan',
      'serviceName',
      'uid',
    ]);
    expect(packed.incident?.alerts).toEqual({ disk: { summary: 'disk full', firstAt: expect.any(Number) } });
  });
});
