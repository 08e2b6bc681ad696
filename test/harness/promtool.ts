/** Prometheus' own checker of rules and metrics. */
import { spawnSync } from 'node:child_process';
import { promtool as findPromtool } from '../../bin/prometheus.mjs';

/** What it said, and null when it found nothing wrong. */
export function promtool(args: string[], input = ''): { problems: string | null; output: string } {
  const found = findPromtool();
  if ('missing' in found) throw new Error(`These tests need promtool, which is part of Prometheus: ${found.missing}`);
  const { status, stdout, stderr } = spawnSync(found.path, args, { input, encoding: 'utf8' });
  const output = `${stdout}${stderr}`;
  return { problems: status === 0 ? null : output, output };
}
