/** Tries that fail are slowed down, and nobody is locked out. */
import { beforeEach, expect, test } from 'vitest';
import { createSignInTries } from '../../src/http/sign-in-tries.ts';

let waits: number[];
let now: number;
let tries: ReturnType<typeof createSignInTries>;
beforeEach(() => {
  waits = [];
  now = 0;
  tries = createSignInTries({ now: () => now, wait: async (ms) => void waits.push(ms) });
});
const wrong = (address = 'here') => tries.turn(address, async () => null);
const right = (address = 'here') => tries.turn(address, async () => 'in');

test('the first three cost nothing, then each waits twice as long, up to eight seconds', async () => {
  for (let i = 0; i < 10; i++) await wrong();
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
});

test('who is right gets in whatever was tried before, and is trusted again', async () => {
  for (let i = 0; i < 5; i++) await wrong();
  expect(await right()).toBe('in');
  waits = [];
  await wrong();
  expect(waits).toEqual([]);
});

test('another address is not held up', async () => {
  for (let i = 0; i < 5; i++) await wrong();
  waits = [];
  await wrong('there');
  expect(waits).toEqual([]);
});

test('they are forgotten after ten minutes', async () => {
  for (let i = 0; i < 5; i++) await wrong();
  now += 600_001;
  waits = [];
  await wrong();
  expect(waits).toEqual([]);
});

test('they go one after the other, and beyond five that wait are turned away', async () => {
  let running = 0;
  let most = 0;
  const slow = () =>
    tries.turn('here', async () => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running -= 1;
      return null;
    });
  const all = await Promise.all(Array.from({ length: 8 }, slow));
  expect(all.filter((one) => one === 'busy')).toHaveLength(3);
  expect(most).toBe(1);
});
