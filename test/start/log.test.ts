/** The log: JSON for machines, short lines for a person at a terminal, both on standard error. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildIfStale } from '../../bin/build.mjs';
import { createRepeatFilter } from '../../src/start/repeat-filter.ts';

const MODULE = new URL('../../dist/start/log.js', import.meta.url).href;

function write(isTTY: boolean, level = 'info') {
  buildIfStale();
  const program = `
    const { createLog } = await import('${MODULE}');
    const log = createLog('${level}', { isTTY: ${isTTY} });
    log.debug({}, 'quiet');
    log.warn({ err: new Error('connect ECONNREFUSED'), queue: 'timeouts', tries: 3 }, 'a queue has an error');
    process.exit(0);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  return stderr.trimEnd().split('\n');
}

describe('the log', () => {
  it('is one JSON object a line, with the error and its stack', () => {
    const lines = write(false);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 40,
      msg: 'a queue has an error',
      queue: 'timeouts',
      tries: 3,
      err: { message: 'connect ECONNREFUSED', stack: expect.stringContaining('at ') },
    });
  });

  it('is one short line for a person', () => {
    const lines = write(true);
    expect(lines).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d {2}WARN {2}a queue has an error {2}connect ECONNREFUSED {2}queue=timeouts {2}tries=3$/,
      ),
    ]);
  });

  it('says as much as LOG_LEVEL asks for', () => {
    expect(write(true, 'debug')).toHaveLength(2);
    expect(write(true, 'error')).toEqual(['']);
  });
});

describe('a fault that goes on', () => {
  const start = () => {
    let at = 1_000_000;
    const lines: unknown[] = [];
    const write = createRepeatFilter(
      (line) => lines.push(JSON.parse(line)),
      () => at,
    );
    const log = (level: number, fields: object) => write(`${JSON.stringify({ level, time: at, ...fields })}\n`);
    return {
      lines,
      log,
      passes: (ms: number) => {
        at += ms;
      },
    };
  };
  const fault = { err: 'connect ECONNREFUSED', msg: 'a queue has an error' };

  it('is said once in ten seconds, and then how often it was', () => {
    const { lines, log, passes } = start();
    for (let count = 0; count < 4; count++) log(40, fault);
    passes(10_000);
    log(40, fault);
    passes(10_000);
    log(40, fault);
    expect(lines).toEqual([
      { level: 40, time: 1_000_000, ...fault },
      { level: 40, time: 1_010_000, ...fault, repeated: 3 },
      { level: 40, time: 1_020_000, ...fault },
    ]);
  });

  it('hides no other one, and nothing that is no fault', () => {
    const { lines, log } = start();
    log(40, { ...fault, queue: 'timeouts' });
    log(40, { ...fault, queue: 'notifications' });
    log(50, { ...fault, queue: 'timeouts' });
    log(30, { msg: 'stopping' });
    log(30, { msg: 'stopping' });
    expect(lines).toHaveLength(5);
  });

  it('is forgotten when many others came after it', () => {
    const { lines, log } = start();
    for (let count = 0; count < 500; count++) log(40, { msg: 'fault', count });
    log(40, { msg: 'fault', count: 499 });
    log(40, { msg: 'fault', count: 0 });
    expect(lines).toHaveLength(501);
  });
});
