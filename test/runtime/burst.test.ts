import { expect, it } from 'vitest';
import { startRuntimes } from '../harness/runtimes.ts';

it('Given one host, when events for 18,000 actors come at the same moment, then every one of them is taken', async () => {
  const run = await startRuntimes();
  const replies = await Promise.all(
    Array.from({ length: 18_000 }, (_, i) => run.send(`order/burst-${i}`, { type: 'place' })),
  );
  expect(replies.filter((reply) => 'refused' in reply)).toEqual([]);
  await run.stop();
}, 120_000);
