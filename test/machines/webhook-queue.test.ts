/** The chart of what a subscription is told: one line after the other, whatever is heard late, twice or never. */

import { beforeEach, describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import {
  type ToldMessage,
  type WebhookQueueEffect,
  type WebhookQueueEvent,
  webhookQueue,
} from '../../src/machines/webhook-queue.ts';

const HOUR = 3_600_000;
type Sent = WebhookQueueEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'at'> : never) : never;

describe('the queue of a subscription and an incident', () => {
  let snapshot = initialTransition(webhookQueue)[0];
  let now = 0;
  beforeEach(() => {
    snapshot = initialTransition(webhookQueue)[0];
    now = 0;
  });

  /** Answers the lines that it orders to be told. */
  function on(event: Sent): number[] {
    const [next, actions] = transition(webhookQueue, snapshot, { ...event, at: now } as WebhookQueueEvent);
    snapshot = next;
    const emitted = actions as unknown as { type: string; params: { event: WebhookQueueEffect } }[];
    const effects = emitted.flatMap(({ type, params }) => (type === 'xstate.emit' ? [params.event] : []));
    return effects.flatMap((effect) => (effect.type === 'attempt' ? [effect.line] : []));
  }
  const attempt = () => snapshot.context.attempt;
  const message = (line: number): ToldMessage => ({ id: `msg_${line}`, event: 'incident.noted', line, at: 0 });
  const taken = (line: number, follows: 'more' | 'none' | 'over', of = attempt()) =>
    on({ type: 'taken', attempt: of, message: message(line), follows });
  const failed = (line: number, of = attempt()) =>
    on({ type: 'failed', attempt: of, message: message(line), reason: '500' });
  const timer = (name: string) => on({ type: `xstate.after.${name}.webhookQueue.${snapshot.value}` } as never);

  it('tells a line, and the next one only once that was taken', () => {
    expect(on({ type: 'news' })).toEqual([0]);
    expect(taken(0, 'more')).toEqual([1]);
    expect(taken(1, 'none')).toEqual([]);
    expect(snapshot.value).toBe('idle');
    expect(on({ type: 'news' })).toEqual([2]);
  });

  it('looks again when there was news while an attempt was under way', () => {
    on({ type: 'news' });
    expect(on({ type: 'news' })).toEqual([]);
    expect(taken(0, 'none')).toEqual([1]);
    expect(on({ type: 'nothing', attempt: attempt(), next: 1, follows: 'none' })).toEqual([]);
    expect(snapshot.value).toBe('idle');
  });

  it('ends when all of a closed incident was told, and not while there may be more', () => {
    on({ type: 'news' });
    on({ type: 'news' });
    expect(taken(0, 'over')).toEqual([1]);
    on({ type: 'nothing', attempt: attempt(), next: 1, follows: 'over' });
    expect(snapshot.hasTag('finished')).toBe(true);
  });

  it('does not hear the outcome of an attempt that is not the last one', () => {
    on({ type: 'news' });
    const first = attempt();
    expect(timer('unheard')).toEqual([0]);
    expect(taken(0, 'more', first)).toEqual([]);
    expect(failed(0, first)).toEqual([]);
    expect([snapshot.value, snapshot.context.next]).toEqual(['sending', 0]);
    expect(taken(0, 'more')).toEqual([1]);
  });

  it('waits longer each time, never past the 24th hour, and then goes on with the next line', () => {
    on({ type: 'news' });
    const waits: number[] = [];
    for (;;) {
      const next = failed(0);
      if (next.length > 0) {
        expect(next).toEqual([1]);
        break;
      }
      waits.push(snapshot.context.waitMs);
      now += snapshot.context.waitMs;
      expect(timer('retry')).toEqual([0]);
    }
    expect(now).toBe(24 * HOUR);
    expect(waits.slice(0, 3)).toEqual([5_000, 30_000, 120_000]);
    expect(Math.max(...waits)).toBe(4 * HOUR);
  });

  it('keeps to a later time that the receiver names', () => {
    on({ type: 'news' });
    on({ type: 'failed', attempt: attempt(), message: message(0), reason: '429', afterMs: 60_000 });
    expect(snapshot.context.waitMs).toBe(60_000);
  });

  it('tells again what a person asks for, and stays where it is', () => {
    on({ type: 'news' });
    taken(0, 'more');
    const resend = (line: number) => on({ type: 'resend', message: message(line), was: 'delivered', tries: 1 });
    expect(resend(0)).toEqual([0]);
    // That one is under way.
    expect(resend(1)).toEqual([]);
    expect(failed(1)).toEqual([]);
    expect(resend(0)).toEqual([0]);
    expect(snapshot.value).toBe('waiting');
    expect(resend(1)).toEqual([1]);
    expect(snapshot.value).toBe('sending');
  });
});
