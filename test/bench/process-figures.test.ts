import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { cpuMs, peakBytes, residentBytes, startCpuMeter } from '../../bench/process-figures.mjs';
import { until } from '../harness/until.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** A process whose child is busy; it prints the child's pid. */
async function startFamily(): Promise<{ pid: number; busy: number }> {
  const script = `const { spawn } = require('node:child_process');
    const busy = spawn(process.execPath, ['-e', 'for (;;);']);
    console.log(busy.pid);
    process.on('SIGTERM', () => { busy.kill('SIGKILL'); process.exit(); });
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', script]);
  const busy = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  started.push(child);
  return { pid: child.pid ?? 0, busy };
}

async function halt(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await until(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') T '));
}

it('counts a process with its children, unless one of them is counted by itself', async () => {
  const { pid, busy } = await startFamily();
  try {
    // The groups are read one after the other: meanwhile nobody must go on.
    await halt(pid);
    await halt(busy);
    const spent = startCpuMeter({ all: { pid }, alone: { pid, without: [busy] }, busy: { pid: busy } });
    process.kill(busy, 'SIGCONT');
    await until(() => (spent().busy ?? 0) >= 100);
    await halt(busy);
    const { all, alone, busy: byItself } = spent();
    expect(byItself).toBeGreaterThanOrEqual(100);
    expect(all).toBeGreaterThanOrEqual(byItself ?? 0);
    expect((alone ?? 0) + (byItself ?? 0)).toBeGreaterThanOrEqual(all ?? 0);
    expect(alone).toBeLessThan(all ?? 0);
    const memory = residentBytes({ pid }) ?? 0;
    expect(memory).toBeGreaterThan(residentBytes({ pid, without: [busy] }) ?? 0);
    expect(peakBytes({ pid })).toBeGreaterThanOrEqual(memory);
  } finally {
    process.kill(busy, 'SIGKILL');
  }
});

it('knows of the process that asks', () => {
  expect(cpuMs({ pid: process.pid })).toBeGreaterThan(0);
});
