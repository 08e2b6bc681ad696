/** Reading and changing the paging plan: policies and services, as the API has them. */
import type { EscalationPolicy } from '../policy/escalation-policy.ts';
import type { Service } from '../policy/service.ts';
import type { ChannelName } from '../policy/target.ts';
import type { HostReply } from '../runtime/item.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { decodeCursor, encodeCursor, isText } from './cursor.ts';
import { isUnreadable } from './failures.ts';
import type { ServiceState, ServiceView } from './incident-types.ts';
import type { Page, PageRequest } from './listing.ts';
import type { PlanStore, Stored, StoredService } from './plan-store.ts';
import type { PolicyView, WriteCondition } from './plan-types.ts';
import type { Refusal } from './refusal.ts';
import type { Pager } from './types.ts';
import { contextOf, serviceView } from './views.ts';

type PlanPart = Pick<
  Pager,
  | 'putPolicy'
  | 'getPolicy'
  | 'listPolicies'
  | 'deletePolicy'
  | 'putService'
  | 'getService'
  | 'listServices'
  | 'deleteService'
>;

export function createPlanService({
  plans,
  load,
  openServiceIds,
  close,
  isConfigured,
  now,
}: {
  plans: PlanStore;
  load: (serviceId: string) => Promise<LoadedActor>;
  /** Services with an open incident, by id. */
  openServiceIds: () => Promise<string[]>;
  /** Closes what is open, for a service that goes. */
  close: (serviceId: string) => Promise<HostReply<unknown>>;
  isConfigured: (channel: ChannelName) => boolean;
  now: () => number;
}): PlanPart {
  async function policyView({ id, revision, value }: Stored<EscalationPolicy>): Promise<PolicyView> {
    const missing = new Set(
      value.levels.flatMap(({ targets }) => targets.map(({ type }) => type)).filter((type) => !isConfigured(type)),
    );
    return {
      ...value,
      id,
      revision,
      services: await plans.policyUsers(id),
      warnings: [...missing].map(
        (type) => `no ${type} channel is configured: notifications to ${type} targets are not sent`,
      ),
    };
  }

  const serviceInUse = async (id: string): Promise<Refusal> => ({
    refused: 'service_in_use',
    detail: `integrations send to it: ${(await plans.serviceUsers(id)).slice(0, 10).join(', ')}`,
  });

  const viewOf = async (stored: Stored<StoredService>): Promise<ServiceView> =>
    serviceView(stored, await load(stored.id));

  /** In a list one broken record must not hide the rest. */
  const listedView = async (stored: Stored<StoredService>): Promise<ServiceView> => {
    try {
      return await viewOf(stored);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return serviceView(stored, null);
    }
  };

  return {
    async putPolicy(id, policy, condition, by = null) {
      const reply = await plans.putPolicy(id, policy, condition, { at: now(), by });
      if (reply.status !== 'ok') return preconditionFailed;
      return { created: reply.created, policy: await policyView({ id, revision: reply.revision, value: policy }) };
    },

    async getPolicy(id) {
      const stored = await plans.getPolicy(id);
      return stored && (await policyView(stored));
    },

    async listPolicies({ limit, cursor }) {
      const ids = await plans.policyIds(decodeCursor(cursor, isText), limit + 1);
      const items = await Promise.all((await plans.getPolicies(ids.slice(0, limit))).map(policyView));
      return { items, nextCursor: ids.length > limit ? encodeCursor(ids[limit - 1]) : null };
    },

    async deletePolicy(id, condition): Promise<'deleted' | Refusal> {
      const { status } = await plans.removePolicy(id, condition);
      if (status === 'ok') return 'deleted';
      if (status === 'in_use') {
        const users = [...(await plans.policyUsers(id)), ...(await plans.policyMakers(id))];
        return { refused: 'policy_in_use', detail: `used by ${users.slice(0, 10).join(', ')}` };
      }
      return status === 'not_found' ? notFound(`there is no escalation policy "${id}"`) : preconditionFailed;
    },

    async putService(id: string, service: Service, condition: WriteCondition) {
      const reply = await plans.putService(id, service, condition);
      if (reply.status === 'missing_reference') {
        return { refused: 'unknown_policy', detail: `there is no escalation policy "${service.escalationPolicyId}"` };
      }
      if (reply.status !== 'ok') return preconditionFailed;
      const stored = { id, revision: reply.revision, value: service };
      return { created: reply.created, service: await viewOf(stored) };
    },

    async getService(id) {
      const stored = await plans.getService(id);
      return stored && (await viewOf(stored));
    },

    async listServices(filter, { limit, cursor }: PageRequest): Promise<Page<ServiceView>> {
      const source = await idSource(filter.state, plans, openServiceIds);
      const items: ServiceView[] = [];
      let after = decodeCursor(cursor, isText);
      for (;;) {
        const ids = await source(after, Math.max(limit, 100));
        const matching = (await plans.getServices(ids)).filter(({ id, value }) => matches(filter, id, value));
        for (const view of await Promise.all(matching.map(listedView))) {
          if (filter.state && !filter.state.includes(view.state)) continue;
          if (items.length === limit) return { items, nextCursor: encodeCursor(items.at(-1)?.id) };
          items.push(view);
        }
        if (ids.length < Math.max(limit, 100)) return { items, nextCursor: null };
        after = ids.at(-1) ?? null;
      }
    },

    async deleteService(id, { force, ifMatch }): Promise<'deleted' | Refusal> {
      const stored = await plans.getService(id);
      if (!stored) return notFound(`there is no service "${id}"`);
      if (ifMatch !== undefined && ifMatch !== stored.revision) return preconditionFailed;
      if (!force && contextOf(await load(id)).incident) return incidentOpen(id);
      if ((await plans.serviceUsers(id)).length > 0) return await serviceInUse(id);
      // First nothing may open, then nothing is open, then it goes: a crash between leaves a service that can be deleted again.
      const marked = await plans.putService(id, { ...stored.value, deleting: true }, { ifMatch: stored.revision });
      if (marked.status !== 'ok') return preconditionFailed;
      if (!force && contextOf(await load(id)).incident) {
        await plans.putService(id, stored.value, { ifMatch: marked.revision });
        return incidentOpen(id);
      }
      const closed = await close(id);
      if ('refused' in closed) {
        // It stays, and can be paged about.
        await plans.putService(id, stored.value, { ifMatch: marked.revision });
        return closed as Refusal;
      }
      // Not if somebody has put it back meanwhile: something may be open again.
      const { status } = await plans.removeService(id, { ifMatch: marked.revision });
      if (status === 'in_use') {
        // By an integration that was made meanwhile.
        await plans.putService(id, stored.value, { ifMatch: marked.revision });
        return await serviceInUse(id);
      }
      return status === 'ok' || status === 'not_found' ? 'deleted' : preconditionFailed;
    },
  };
}

const preconditionFailed: Refusal = {
  refused: 'precondition_failed',
  detail: 'it was changed meanwhile, or exists already',
};
const notFound = (detail: string): Refusal => ({ refused: 'not_found', detail });
const incidentOpen = (id: string): Refusal => ({
  refused: 'incident_open',
  detail: `an incident of "${id}" is open; close it first, or delete with force=true`,
});

/** Unhealthy services are few: they are found by the index of open incidents. */
async function idSource(state: ServiceState[] | undefined, plans: PlanStore, openServiceIds: () => Promise<string[]>) {
  if (!state || state.includes('healthy') || state.includes('unreadable')) return plans.serviceIds;
  const open = await openServiceIds();
  return async (after: string | null, limit: number) =>
    open.filter((id) => after === null || id > after).slice(0, limit);
}

function matches(
  { labels, q, escalationPolicyId }: Parameters<Pager['listServices']>[0],
  id: string,
  service: StoredService,
): boolean {
  if (escalationPolicyId !== undefined && service.escalationPolicyId !== escalationPolicyId) return false;
  if (labels && !Object.entries(labels).every(([name, value]) => service.labels?.[name] === value)) return false;
  return q === undefined || `${id}\n${service.name}`.toLowerCase().includes(q.toLowerCase());
}
