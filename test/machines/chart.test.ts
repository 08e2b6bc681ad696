import { describe, expect, it } from 'vitest';
import { getStateNodes } from 'xstate/graph';
import { monitoredService } from '../../src/machines/monitored-service.ts';
import type { ServiceEvent } from '../../src/machines/service-events.ts';
import { nextAction, type ServiceSnapshot, scopeOf, serviceState } from '../../src/machines/service-view.ts';
import { HOUR } from '../../src/policy/duration.ts';
import { act, alert, failure, having, incidentAfter, levelsOrdered, opening, plan, timeout } from './happenings.ts';

describe('the chart as people see it', () => {
  it('has a description for every state', () => {
    const bare = getStateNodes(monitoredService).filter((node) => !node.description);
    expect(bare.map(({ id }) => id)).toEqual([]);
  });

  it.each([
    ['healthy', null, having()],
    ['escalating', 'level', having(alert())],
    ['escalating', 'exhausted', having(alert(), timeout)],
    ['escalating', 'repeat', having(alert('disk', opening([['ana']], { repeat: 1 })))],
    ['exhausted', null, having(alert(), timeout, timeout)],
    ['acked', null, having(alert(), act('ack'))],
    ['acked', 'ackExpiry', having(alert('disk', opening([['ana']], { ackExpiresAfterMs: HOUR })), act('ack'))],
  ])('is %s, and what comes next is %s', (state, next, { snapshot }) => {
    expect([serviceState(snapshot), nextAction(snapshot)]).toEqual([state, next]);
  });

  it('gives a restarted policy another scope, an acknowledgement its own, and a repeat the same', () => {
    const repeating = alert('disk', opening([['ana']], { repeat: 1 }));
    const first = scopeOf(having(repeating).snapshot);
    expect(scopeOf(having(repeating, timeout).snapshot)).toBe(first);
    expect(scopeOf(having(repeating, act('ack')).snapshot)).not.toBe(first);
    expect(scopeOf(having(repeating, act('ack'), act('unack')).snapshot)).toBe(first);
    expect(scopeOf(having(repeating, timeout, timeout, act('escalate')).snapshot)).not.toBe(first);
  });
});

describe('failures of notifications', () => {
  it('skip a level when the last of its targets has failed, and not before', () => {
    expect(levelsOrdered(having(alert(), failure(1, 'a')).effects)).toEqual([]);
    expect(levelsOrdered(having(alert(), failure(1, 'a'), failure(1, 'b')).effects)).toEqual(['1.2 unreachable']);
  });

  it.each([
    ['the same one twice', failure(1, 'a')],
    ['one of another level', failure(2, 'b')],
    ['one of another run', failure(1, 'b', 2)],
    ['one of another incident', failure(1, 'b', 1, 'other')],
  ])('do not count twice or for another level: %s', (_, second) => {
    expect(incidentAfter(alert(), failure(1, 'a'), second)).toMatchObject({ level: 1, failed: ['a'] });
  });

  it('of a level that timed out do not touch the next one', () => {
    const { snapshot, effects } = having(alert(), failure(1, 'a'), timeout, failure(1, 'b'));
    expect(snapshot.context.incident).toMatchObject({ level: 2, failed: [], skipsLeft: 2 });
    expect(effects).toEqual([]);
  });

  it('skip as many levels as the policy has, whatever the repeats; then levels wait', () => {
    const events = [alert('disk', opening([['ana'], ['zoe']], { repeat: 5 })), failure(1, 'a'), failure(2, 'b')];
    expect(incidentAfter(...events)).toMatchObject({ cycle: 2, level: 1, skipsLeft: 0 });
    const { snapshot, effects } = having(...events, failure(1, 'c', 2));
    expect(snapshot.context.incident).toMatchObject({ cycle: 2, level: 1, failed: ['c'] });
    expect(effects).toEqual([]);
    expect(levelsOrdered(having(...events, failure(1, 'c', 2), timeout).effects)).toEqual(['2.2 timeout']);
  });

  it('of an acknowledged level count when the acknowledgement is taken back', () => {
    const { snapshot, effects } = having(alert(), act('ack'), failure(1, 'a'), failure(1, 'b'), act('unack'));
    expect(levelsOrdered(effects)).toEqual(['1.2 unreachable']);
    expect(serviceState(snapshot)).toBe('escalating');
  });

  it('of an exhausted incident change nothing', () => {
    const { snapshot, effects } = having(alert(), timeout, timeout, failure(2, 'a'));
    expect([serviceState(snapshot), effects]).toEqual(['exhausted', []]);
  });
});

describe('escalating by hand', () => {
  const repeating = alert('disk', opening([['ana'], ['zoe']], { repeat: 1 }));
  it.each([
    ['from a level with one behind it: that one', [repeating], '1.2 escalated', 2],
    ['from the last level with a run left: the next run', [repeating, timeout], '2.1 escalated', 2],
    [
      'from the last level of the last run: from the start, with all runs',
      [repeating, timeout, timeout, timeout],
      '3.1 escalated',
      4,
    ],
    [
      'when exhausted: from the start, with all runs',
      [repeating, timeout, timeout, timeout, timeout],
      '3.1 escalated',
      4,
    ],
    ['when acknowledged: as if it were not', [repeating, act('ack')], '1.2 escalated', 2],
    [
      'when acknowledged on the last level with a run left: the next run',
      [repeating, timeout, act('ack')],
      '2.1 escalated',
      2,
    ],
    [
      'when acknowledged after exhaustion: from the start',
      [repeating, timeout, timeout, timeout, timeout, act('ack')],
      '3.1 escalated',
      4,
    ],
  ])('goes %s', (_, before, ordered, lastCycle) => {
    const { snapshot, effects } = having(...before, act('escalate'));
    expect(levelsOrdered(effects)).toEqual([ordered]);
    expect(snapshot.context.incident).toMatchObject({ lastCycle, ack: null });
    expect(serviceState(snapshot)).toBe('escalating');
    expect(snapshot.context.incident?.exhausted).toBeUndefined();
  });

  it('takes a newer policy only where it starts again', () => {
    const newer = { plan: plan([['marc']], 2) };
    expect(incidentAfter(repeating, act('escalate', newer))?.plan.levels).toHaveLength(2);
    const exhausted = [repeating, timeout, timeout, timeout, timeout];
    expect(incidentAfter(...exhausted, act('escalate', newer))).toMatchObject({ cycle: 3, lastCycle: 5, skipsLeft: 1 });
  });
});

/** That it was ignored is counted. */
function withoutCount(snapshot: ServiceSnapshot) {
  const { value, context } = snapshot;
  return { value, context: { ...context, incident: { ...context.incident, ignored: undefined } } };
}

describe('an act that is bound to an incident', () => {
  it.each(['ack', 'unack', 'healthy', 'escalate', 'note'] as const)(
    '%s on another one changes nothing, in every state',
    (type) => {
      for (const events of [[alert()], [alert(), act('ack')], [alert(), timeout, timeout]]) {
        const before = having(...events).snapshot;
        const other = { type, at: HOUR, by: 'ana', incidentNumber: 7 } as ServiceEvent;
        const { snapshot, effects } = having(...events, other);
        expect(effects).toEqual([{ type: 'answer', result: 'ignored', changed: false, reason: 'other_incident' }]);
        expect(withoutCount(snapshot)).toEqual(withoutCount(before));
        expect(snapshot.context.incident?.ignored).toMatchObject({ count: 1 });
      }
    },
  );
});
