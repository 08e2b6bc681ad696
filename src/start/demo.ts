/**
 * `npm run demo`: raises an alert on the running pager and follows it on the terminal,
 * until somebody acknowledges it by the link or nobody is left to notify. It pages
 * no real person who was not named, and leaves the demo service healthy.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readConfig } from '../config.ts';
import { addressOf, targetSchema } from '../policy/target.ts';
import { DEMO_ALERT, DEMO_ID, DEMO_SERVICE, demoPolicy } from './demo-plan.ts';
import { readEnvironment } from './environment.ts';
import { connectToPager, type PagerClient } from './pager-client.ts';
import { StartFailure } from './start-failure.ts';
import { paint, say } from './terminal.ts';

const LOOK_EVERY_MS = 300;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const channels = z.object({
  items: z.array(z.object({ configured: z.boolean(), description: z.string().nullable() })),
});
const service = z.object({ incident: z.object({ id: z.string() }).nullable() });
const incident = z.object({ state: z.enum(['escalating', 'exhausted', 'acked', 'closed']) });
const timeline = z.object({ items: z.array(z.object({ at: z.string().nullable(), text: z.string() })) });
const outbox = z.object({
  items: z.array(
    z.object({
      notificationId: z.string(),
      incidentId: z.string(),
      target: targetSchema,
      text: z.string(),
    }),
  ),
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    // Before ours stand those of the program that runs us.
    args: process.argv.slice(5),
    options: { to: { type: 'string', multiple: true, default: [] } },
  });
  const read = readConfig(readEnvironment(ROOT, process.env));
  if ('problems' in read) throw new StartFailure(read.problems);
  const pager = await connectToPager(read.config, () =>
    say(['', 'The pager does not answer. What is due is done as soon as it is back: waiting for it ...', '']),
  );
  const { items } = await pager.get('/v1/channels', channels);
  const real = items.filter(({ configured }) => configured).map(({ description }) => description ?? 'a channel');
  const incidentId = await raise(pager, demoPolicy(values.to, real));
  say([
    '',
    `One alert, three levels of 10 seconds each. ${real.length > 0 ? `It goes out by ${real.join(', ')}.` : 'Preview: nobody is paged.'}`,
    '',
  ]);
  const healthy = () => pager.post(`/v1/services/${DEMO_ID}/healthy`, { by: 'npm run demo' });
  process.once('SIGINT', () => {
    say(['', 'Stopped: the demo service is made healthy, so that nobody else is notified.']);
    healthy().finally(() => process.exit(130));
  });
  const ended = await follow(pager, incidentId, real.length === 0);
  say(['', ENDINGS[ended]]);
  await healthy();
}

const ENDINGS = {
  acked:
    'Somebody has it, and nobody else is notified. That is all there is to it. (The demo service is made healthy again.)',
  closed: 'The service is healthy again, and nobody else is notified.',
  exhausted:
    'Nobody acknowledged, and nobody is left to notify: the incident is exhausted. Try again, and open a link.',
} as const;

/** Sets everything up anew; what an earlier demo left open is closed first. */
async function raise(pager: PagerClient, policy: object): Promise<string> {
  await pager.put(`/v1/escalation-policies/${DEMO_ID}`, policy);
  await pager.put(`/v1/services/${DEMO_ID}`, DEMO_SERVICE);
  await pager.post(`/v1/services/${DEMO_ID}/healthy`, { by: 'npm run demo' });
  await pager.post(`/v1/services/${DEMO_ID}/alert`, DEMO_ALERT);
  const { incident: open } = await pager.get(`/v1/services/${DEMO_ID}`, service);
  if (!open) throw new StartFailure(['Somebody closed the incident of the demo at once. Try again.']);
  return open.id;
}

/** Line by line what happens, until it is over. */
async function follow(pager: PagerClient, incidentId: string, isPreview: boolean): Promise<keyof typeof ENDINGS> {
  let linesShown = 0;
  const messagesShown = new Set<string>();
  for (;;) {
    // Before the timeline: what it led to is in there then.
    const { state } = await pager.get(`/v1/incidents/${incidentId}`, incident);
    const { items } = await pager.get(`/v1/incidents/${incidentId}/timeline?limit=500`, timeline);
    for (const { at, text } of items.toReversed().slice(linesShown)) {
      say([`${at === null ? '        ' : new Date(at).toLocaleTimeString('en-GB')}  ${paint('bold', text)}`]);
    }
    linesShown = items.length;
    if (isPreview) await showLinks(pager, incidentId, messagesShown);
    if (state !== 'escalating') return state;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function showLinks(pager: PagerClient, incidentId: string, shown: Set<string>): Promise<void> {
  const { items } = await pager.get('/v1/outbox?limit=50', outbox);
  for (const message of items.toReversed()) {
    if (message.incidentId !== incidentId || shown.has(message.notificationId)) continue;
    shown.add(message.notificationId);
    const link = /\S+\/a\/\S+/.exec(message.text)?.[0];
    say([
      `          ${addressOf(message.target)} would get a message with this link. Open it and press the button to stop the escalation:`,
    ]);
    say([`          ${link}`]);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  for (const line of error.lines) console.error(line);
  process.exitCode = 1;
}
