/** One pager on keys of its own, with people who get everything and a clock that the test moves. */
import { nanoid } from 'nanoid';
import type { Message, SendOutcome } from '../../src/notify/channel.ts';
import type { Page } from '../../src/pager/listing.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { createMovingClock } from './moving-clock.ts';
import { fakeChannels, startPagerProcess } from './pager-process.ts';

export type OnePager = Awaited<ReturnType<typeof startOnePager>>;

export async function startOnePager({ retentionMs }: { retentionMs?: number } = {}) {
  const clock = createMovingClock();
  let outcome: SendOutcome = { outcome: 'accepted' };
  const sent: Message[] = [];
  const channels = fakeChannels(['email'], async (message) => {
    sent.push(message);
    return outcome;
  });
  const prefix = `t${nanoid(8)}`;
  const process = await startPagerProcess({
    prefix,
    channels,
    clock,
    ...(retentionMs !== undefined && { retentionMs }),
  });
  const { pager, runtime } = process.running;

  return {
    process,
    pager,
    runtime,
    clock,
    sent,
    answerMessages: (next: SendOutcome) => {
      outcome = next;
    },
    /** Each level is a list of names. */
    async putPolicy(id: string, ...levels: string[][]) {
      const parsed = escalationPolicySchema.parse({
        name: id,
        levels: levels.map((names) => ({
          targets: names.map((name) => ({ type: 'email', address: `${name}@example.com` })),
        })),
      });
      await pager.putPolicy(id, parsed, {});
    },
    putService: (id: string, policyId: string, rest: { name?: string; labels?: Record<string, string> } = {}) =>
      pager.putService(id, { name: id, escalationPolicyId: policyId, ...rest }, {}),
    alert: (service: string, key = 'disk') => pager.send(service, { type: 'alert', summary: key, key }),
    stop: () => process.stop(),
  };
}

/** All items of a listing, page by page; `between` happens after each page. */
export async function readAll<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<Page<T> | null>,
  limit: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read({ limit, ...(cursor !== undefined && { cursor }) });
    items.push(...(page?.items ?? []));
    if (!page || page.nextCursor === null) return items;
    if (page.items.length !== limit) throw new Error(`a page of ${page.items.length}, and more behind it`);
    cursor = page.nextCursor;
    await between();
  }
}
