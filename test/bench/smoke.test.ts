import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { resultsSchema } from '../../bench/report/results.mjs';

const RUN = fileURLToPath(new URL('../../bench/run.mjs', import.meta.url));
const MEASURES = [
  'repeated-alerts',
  'batches',
  'new-incidents',
  'pagerduty-events',
  'latency',
  'end-to-end',
  'timeouts',
  'scale',
  'restart',
  'heartbeats',
  'console',
  'idle',
  'limits',
];

/** Its figures mean nothing at this size, so whether targets are met is not asked. */
it('every measure of the benchmark runs to its end, finds each notification once, and says so as JSON', async () => {
  const printed = await new Promise<string>((resolve) => {
    // Without the peers that are not there already: a test downloads nothing.
    const env = { ...process.env, PAGER_NO_INSTALL: '1' };
    execFile(process.execPath, [RUN, '--quick'], { env }, (_failure, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
  expect(printed).not.toMatch(/ failed: /);
  const file = /^As JSON: (.+)$/m.exec(printed)?.[1] ?? printed;
  const { measures } = resultsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(measures.map(({ name }) => name)).toEqual(MEASURES);
  for (const row of measures.flatMap(({ rows }) => rows)) {
    expect(printed).toContain(`${row.what}: ${row.shown.value}`);
  }
}, 240_000);
