/**
 * What this process committed before it heard of a subscription that another one
 * made. Who wants to hear is a question to memory, so that a step costs no request to
 * Redis; for up to a second the answer is older than the subscription. Incidents with
 * news are remembered for as long as that, and those who came late are told of them.
 *
 * Not durable: of a process that is killed within that second nothing is made good,
 * and the incident is told from there on when more happens in it.
 */
import type { Webhook } from '../policy/webhook.ts';
import type { ActorEvent } from '../runtime/definition.ts';
import type { HostReply } from '../runtime/item.ts';
import { queueAddress } from './webhook-news.ts';

export interface Subscription {
  id: string;
  value: Webhook;
}

export type WebhookUnheard = ReturnType<typeof createWebhookUnheard>;

export function createWebhookUnheard(send: (address: string, event: ActorEvent) => Promise<HostReply<unknown>>) {
  /** Incident → service; since the last look, and since the one before. */
  let newer = new Map<string, string>();
  let older = new Map<string, string>();
  let lately: Subscription[] = [];
  /** Queues that have to be told that there is news. */
  const owed = new Set<string>();

  function owe({ id, value: { services } }: Subscription): void {
    for (const incidents of [newer, older]) {
      for (const [incidentId, serviceId] of incidents) {
        if (!services || services.includes(serviceId)) owed.add(queueAddress(id, incidentId));
      }
    }
  }

  async function tell(address: string): Promise<void> {
    const reply = await send(address, { type: 'news' });
    // What is refused is told at the next look.
    if (!('refused' in reply)) owed.delete(address);
  }

  return {
    /** By a step: the incident has a line that the commit will write. */
    passed(serviceId: string, incidentId: string): void {
      newer.set(incidentId, serviceId);
    },

    /**
     * In the turn in which those that are new or changed became known. They are told once more at the next
     * look: the line of a step that was taken before this one may stand in the timeline after it.
     */
    async looked(changed: Subscription[]): Promise<void> {
      for (const subscription of [...changed, ...lately]) owe(subscription);
      lately = changed;
      older = newer;
      newer = new Map();
      await Promise.all([...owed].map(tell));
    },
  };
}
