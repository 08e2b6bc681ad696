/** What nobody waits for is handled in company: at the next tick, or as soon as somebody waits for the same actor. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMailboxes } from '../../src/runtime/mailbox.ts';

const TICK_MS = 50;
const nobodyWaits = { patient: true };
const somebodyWaits = {};

let handled: string[];
let mailboxes: ReturnType<typeof createMailboxes<string>>;

beforeEach(() => {
  vi.useFakeTimers();
  handled = [];
  mailboxes = createMailboxes<string>(async (address, batch) => {
    handled.push(`${address}: ${batch.join(' ')}`);
  });
});
afterEach(() => vi.useRealTimers());

it('waits for the tick, and then all of it is handled', async () => {
  mailboxes.put('web', 'ping', nobodyWaits);
  await vi.advanceTimersByTimeAsync(TICK_MS / 2);
  mailboxes.put('db', 'ping', nobodyWaits);
  expect(handled).toEqual([]);
  await vi.advanceTimersByTimeAsync(TICK_MS / 2);
  expect(handled).toEqual(['web: ping', 'db: ping']);
});

it('is one batch where it is for one actor', async () => {
  mailboxes.put('web', 'first', nobodyWaits);
  mailboxes.put('web', 'second', nobodyWaits);
  await vi.advanceTimersByTimeAsync(TICK_MS);
  expect(handled).toEqual(['web: first second']);
});

it('goes along with what somebody waits for, in the order in which they came; others still wait', async () => {
  mailboxes.put('web', 'ping', nobodyWaits);
  mailboxes.put('db', 'ping', nobodyWaits);
  mailboxes.put('web', 'timer', somebodyWaits);
  await vi.advanceTimersByTimeAsync(0);
  expect(handled).toEqual(['web: ping timer']);
  await vi.advanceTimersByTimeAsync(TICK_MS);
  expect(handled).toEqual(['web: ping timer', 'db: ping']);
});

it('waits for its own tick after one that is over', async () => {
  mailboxes.put('web', 'first', nobodyWaits);
  await vi.advanceTimersByTimeAsync(TICK_MS);
  mailboxes.put('web', 'second', nobodyWaits);
  await vi.advanceTimersByTimeAsync(TICK_MS - 1);
  expect(handled).toEqual(['web: first']);
  await vi.advanceTimersByTimeAsync(1);
  expect(handled).toEqual(['web: first', 'web: second']);
});

it('waits no longer where the process is to stop', async () => {
  mailboxes.put('web', 'ping', nobodyWaits);
  await mailboxes.idle();
  expect(handled).toEqual(['web: ping']);
});
