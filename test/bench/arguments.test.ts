import { expect, it } from 'vitest';
import { parseArguments } from '../../bench/arguments.mjs';

const KNOWN = ['latency', 'timeouts'];
const parse = (line: string) => parseArguments(line.split(' ').filter(Boolean), KNOWN);

it('makes all measures unless some are named', () => {
  expect(parse('')).toMatchObject({ names: KNOWN, quick: false, write: false });
  expect(parse('timeouts --profile')).toMatchObject({ names: ['timeouts'], profile: true });
});

it('takes numbers of rounds and seconds', () => {
  expect(parse('latency --rounds 2 --seconds 3')).toMatchObject({ sizes: { rounds: 2, seconds: 3 } });
});

it.each([
  ['latncy', '"latncy" is no measure: expected latency, timeouts'],
  ['--rounds', '--rounds: expected a whole number, not ""'],
  ['--rounds 0', '--rounds: expected a whole number, not "0"'],
  ['--write --quick', '--write is for figures of full size'],
  ['--write --seconds 1', '--write is for figures of full size'],
])('says what is wrong with "%s"', (line, problem) => {
  expect(parse(line)).toEqual({ problem: expect.stringContaining(problem) });
});
