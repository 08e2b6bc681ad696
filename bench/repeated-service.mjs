/** One service that is unhealthy already: what further alerts on it come to, and that none of them is lost on the way. */
import { LEVEL_1, postAlert, putService } from './pager.mjs';

/** @param {import('./pager.mjs').BenchPager} pager @param {import('./run.mjs').Bench} bench */
export async function startRepeatedService(pager, { generator, receiver }) {
  await receiver.ask({ type: 'reset' });
  await pager.putPolicy('bench', '1h');
  await generator.numbered({ port: pager.port, template: putService(pager, 'bench'), count: 1 });
  const template = postAlert(pager, '0');
  const send = () => pager.api('POST', template.path, JSON.parse(template.body));
  await send();
  const before = await countOf(pager);
  return {
    template,
    /** What the next alert is answered. */
    answer: await send(),
    /** @param {number} alerts that were answered with success */
    async mustHaveCounted(alerts) {
      const counted = (await countOf(pager)) - before;
      if (counted < alerts) throw new Error(`${alerts} alerts were taken, and ${counted} are counted`);
      const notified = await receiver.ask({ type: 'arrivals', count: 1, withinMs: 1_000 });
      if (notified.length !== 1 || notified[0].to !== LEVEL_1)
        throw new Error(`${notified.length} notifications, not 1`);
    },
  };
}

async function countOf(pager) {
  const service = await pager.api('GET', '/v1/services/s0');
  return service.incident.alerts[0].count;
}
