/** Ports for servers of tests and of the campaign, which are started side by side. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { freePort } from '../../bin/free-port.mjs';

const SCRIPT = `
import { freePort } from './bin/free-port.mjs';
const ports = await Promise.all(Array.from({ length: 400 }, freePort));
process.stdout.write(JSON.stringify(ports));
// It goes on for a moment, as whoever starts servers does.
setTimeout(() => undefined, 1_000);
`;

it('Given processes that start servers side by side, when each asks for ports, then no port is given to two', async () => {
  const ask = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT]);
    return JSON.parse(stdout) as number[];
  };
  const all = (await Promise.all([ask(), ask(), Promise.all(Array.from({ length: 400 }, freePort))])).flat();
  expect(all).toHaveLength(1_200);
  expect(new Set(all).size).toBe(1_200);
});
