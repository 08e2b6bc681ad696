/** PagerDuty's own client in a process of its own: which certificates it trusts is read at its start. Prints what it was answered. */
import { acknowledge, change, event, resolve } from '@pagerduty/pdjs';

const [server, routing_key] = process.argv.slice(2);
const about = (fields) => ({ server, retryTimeout: 50, data: { routing_key, ...fields } });
const payload = { summary: 'Disk full', source: 'db1', severity: 'critical' };
const steps = [
  () => event(about({ event_action: 'trigger', dedup_key: 't-1', payload })),
  () => acknowledge(about({ dedup_key: 't-1' })),
  () => change(about({ payload: { summary: 'deploy 42', source: 'ci', timestamp: '2026-11-23T06:00:00.000Z' } })),
  () => resolve(about({ dedup_key: 't-1' })),
  () => event(about({ event_action: 'trigger', payload: { source: 'db1', severity: 'critical' } })),
];
for (const step of steps) {
  const { status, data } = await step();
  console.log(JSON.stringify({ status, data }));
}
