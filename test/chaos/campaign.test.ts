import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const MINUTE = 60_000;

/** Runs a script of the campaign to its end. */
async function run(script: string, ...args: string[]): Promise<{ code: number; told: string }> {
  const child = spawn(process.execPath, [`chaos/${script}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (told += data));
  const [code] = await once(child, 'close');
  return { code, told };
}

test('in a short campaign of every fault all six promises hold', { timeout: 3 * MINUTE }, async () => {
  const { code, told } = await run(
    'run.mjs',
    '--seed',
    '7',
    '--seconds',
    '25',
    '--services',
    '80',
    '--fault-every',
    '1',
  );
  expect(told).toContain('All six promises held.');
  expect(code).toBe(0);
});

test('each mutant of the program still fits it', { timeout: MINUTE }, async () => {
  expect(await run('all-mutants.mjs', '--fit')).toMatchObject({ code: 0 });
});
