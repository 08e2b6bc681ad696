import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const RUN = fileURLToPath(new URL('../../bench/run.mjs', import.meta.url));

/** Its figures mean nothing at this size, so whether targets are met is not asked. */
it('every measure of the benchmark runs to its end and finds each notification once', async () => {
  const printed = await new Promise<string>((resolve) => {
    // Without Alertmanager where it is not there already: a test downloads nothing.
    const env = { ...process.env, PAGER_NO_INSTALL: '1' };
    execFile(process.execPath, [RUN, '--quick'], { env }, (_failure, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
  for (const row of [
    /Repeated alerts .*\n.*ratio \d/,
    /New incidents, .*\n.*\d\/s/,
    /Alert posted → .*\n.*median \d/,
    /200 timeouts .*\n.*\d s after the first was due/,
    /healthy service.*\n *\d+ bytes/,
    /open incident.*\n *\d+ bytes/,
  ]) {
    expect(printed).toMatch(row);
  }
}, 120_000);
