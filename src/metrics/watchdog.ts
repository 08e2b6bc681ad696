/** Metrics of the self-check, and of the calls that depend on it. Without HEARTBEAT_URL nothing is checked: the gauge is NaN. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Heartbeat } from '../pager/watchdog.ts';

const HEARTBEATS: Heartbeat[] = ['called', 'unheard', 'withheld'];

export function createWatchdogMetrics(registry: Registry): (heartbeat: Heartbeat) => void {
  const passed = new Gauge({
    name: 'pager_self_check_passed',
    help: '1 when the last self-check passed from end to end, 0 when it failed, NaN when none is made.',
    registers: [registry],
  });
  passed.set(Number.NaN);
  const calls = new Counter({
    name: 'pager_heartbeats_total',
    help: 'Minutes in which the watchdog was called, did not take the call (unheard), or was not called since the self-check failed (withheld).',
    labelNames: ['result'],
    registers: [registry],
  });
  for (const result of HEARTBEATS) calls.inc({ result }, 0);
  return (result) => {
    calls.inc({ result });
    passed.set(result === 'withheld' ? 0 : 1);
  };
}
