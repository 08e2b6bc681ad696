/** The paging plan as it is configured: services and their escalation policies, with exact references between them. */
import type { Opening } from '../machines/service-events.ts';
import { parseDuration } from '../policy/duration.ts';
import { type EscalationPolicy, type Plan, toPlan } from '../policy/escalation-policy.ts';
import type { Service } from '../policy/service.ts';
import type { Condition, Documents } from '../runtime/documents.ts';
import type { FreshDocument, FreshDocuments } from '../runtime/fresh-documents.ts';

const POLICIES = 'policies';
const SERVICES = 'services';
/** Of each policy. */
const REVISIONS_KEPT = 50;

/** A service that is being deleted opens no incidents any more. */
export type StoredService = Service & { deleting?: true };

export interface Stored<T> {
  id: string;
  revision: number;
  value: T;
}

export type PlanStore = ReturnType<typeof createPlanStore>;

export function createPlanStore(documents: Documents, fresh: FreshDocuments) {
  const plans = new WeakMap<EscalationPolicy, Plan>();
  /** One plan for all incidents that pin the same revision. */
  const planOf = ({ id, revision, value }: Stored<EscalationPolicy>): Plan => {
    const known = plans.get(value);
    if (known?.revision === revision) return known;
    const plan = toPlan(id, value, revision);
    plans.set(value, plan);
    return plan;
  };
  const stored = <T>(id: string, { revision, value }: FreshDocument): Stored<T> => ({
    id,
    revision,
    value: value as T,
  });
  /** A promise only where Redis must be asked. */
  const read = <T>(collection: string, id: string, since?: number): Stored<T> | Promise<Stored<T> | null> => {
    const found = fresh.get(collection, id, since);
    return found instanceof Promise ? found.then((each) => each && stored<T>(id, each)) : stored<T>(id, found);
  };
  const readMany = async <T>(collection: string, ids: string[]): Promise<Stored<T>[]> => {
    const found = await documents.getMany(collection, ids);
    return found.flatMap((doc) =>
      doc ? [{ id: doc.id, revision: doc.revision, value: JSON.parse(doc.json) as T }] : [],
    );
  };

  return {
    getPolicy: (id: string) => read<EscalationPolicy>(POLICIES, id),
    getPolicies: (ids: string[]) => readMany<EscalationPolicy>(POLICIES, ids),
    policyIds: (after: string | null, limit: number) => documents.ids(POLICIES, after, limit),
    /** Ids of the integrations whose rule makes services with it. */
    policyMakers: (id: string) => documents.referrers(POLICIES, id, 'integrations'),
    policyUsers: (id: string) => documents.referrers(POLICIES, id, SERVICES),
    putPolicy: (
      id: string,
      policy: EscalationPolicy,
      condition: Condition,
      written: { at: number; by: string | null },
    ) =>
      documents.put(POLICIES, id, JSON.stringify(policy), [], condition, {
        keep: REVISIONS_KEPT,
        note: JSON.stringify(written),
      }),
    /** Newest first. */
    policyHistory: (id: string) => documents.history(POLICIES, id),
    removePolicy: (id: string, condition: Condition) => documents.remove(POLICIES, id, condition),

    /** @param since no older than that (`performance.now()`); unless given, than this question */
    getService: (id: string, since?: number) => read<StoredService>(SERVICES, id, since),
    getServices: (ids: string[]) => readMany<StoredService>(SERVICES, ids),
    serviceIds: (after: string | null, limit: number) => documents.ids(SERVICES, after, limit),
    countServices: () => documents.count(SERVICES),
    /** Of these ids, those of services that exist and are not being deleted. */
    async existingServices(ids: string[]): Promise<Set<string>> {
      const found = await readMany<StoredService>(SERVICES, ids);
      return new Set(found.flatMap(({ id, value }) => (value.deleting ? [] : [id])));
    },
    putService: (id: string, service: StoredService, condition: Condition) =>
      documents.put(SERVICES, id, JSON.stringify(service), [`${POLICIES}/${service.escalationPolicyId}`], condition),
    /** Ids of the integrations that send to it. */
    serviceUsers: (id: string) => documents.referrers(SERVICES, id, 'integrations'),
    removeService: (id: string, condition: Condition) => documents.remove(SERVICES, id, condition),

    /** What an incident of this service pins now; null when there is no such service (any more). */
    async readOpening(id: string): Promise<Omit<Opening, 'uid'> | null> {
      const since = performance.now();
      const service = (await read<StoredService>(SERVICES, id, since))?.value;
      if (!service || service.deleting) return null;
      const policy = await read<EscalationPolicy>(POLICIES, service.escalationPolicyId, since);
      // A policy can't be removed while a service uses it, so this service changed between the two reads.
      if (!policy) return await this.readOpening(id);
      return {
        serviceName: service.name,
        plan: planOf(policy),
        options: {
          ...(service.ackExpiresAfter && { ackExpiresAfterMs: parseDuration(service.ackExpiresAfter) ?? 0 }),
          ...(service.renotifyOnNewKey && { renotifyOnNewKey: true as const }),
          ...(service.autoResolveAfter && { autoResolveAfterMs: parseDuration(service.autoResolveAfter) ?? 0 }),
          ...(service.pageFrom && service.pageFrom !== 'info' && { pageFrom: service.pageFrom }),
        },
      };
    },
  };
}
