/**
 * What an escalation policy was before, and which open incidents still run such a
 * revision: an incident keeps the plan that it was opened with. One that says the same
 * as the present one (only its name is another) is none.
 */
import { type EscalationPolicy, type Plan, toPlan } from '../policy/escalation-policy.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { isUnreadable } from './failures.ts';
import { incidentIdOf } from './incident-id.ts';
import type { PlanStore } from './plan-store.ts';
import { contextOf } from './views.ts';

export interface PolicyRevision {
  revision: number;
  /** Null for what was written before revisions were kept. */
  at: number | null;
  /** Who wrote it, where that is known. */
  by: string | null;
  policy: EscalationPolicy;
}

export interface PolicyRevisions {
  /** Newest first, the present one among them. */
  revisions: PolicyRevision[];
  /** Of the services that use it now. `revision`: null where it is kept no longer. */
  olderIncidents: { id: string; serviceId: string; revision: number | null }[];
}

export function createPolicyRevisions({
  plans,
  load,
}: {
  plans: PlanStore;
  load: (serviceId: string) => Promise<LoadedActor>;
}): (id: string) => Promise<PolicyRevisions | null> {
  async function pinnedBy(serviceId: string): Promise<{ id: string; serviceId: string; plan: Plan } | null> {
    try {
      const { incident } = contextOf(await load(serviceId));
      return incident && { id: incidentIdOf(serviceId, incident.number), serviceId, plan: incident.plan };
    } catch (error) {
      // One broken record must not hide the rest: its service is listed as unreadable.
      if (isUnreadable(error)) return null;
      throw error;
    }
  }

  return async (id) => {
    const current = await plans.getPolicy(id);
    if (!current) return null;
    const kept = (await plans.policyHistory(id)).map(toRevision);
    const present = { revision: current.revision, at: null, by: null, policy: current.value };
    const revisions = kept.length > 0 ? kept : [present];
    const texts = revisions.map(({ revision, policy }) => ({ revision, text: JSON.stringify(toPlan(id, policy)) }));
    const open = await Promise.all((await plans.policyUsers(id)).map(pinnedBy));
    const olderIncidents = open.flatMap((pinned) => {
      if (pinned?.plan.policyId !== id) return [];
      const { revision: pinnedRevision, ...plan } = pinned.plan;
      const text = JSON.stringify(plan);
      if (text === texts[0]?.text) return [];
      const said = texts.find((one) =>
        pinnedRevision === undefined ? one.text === text : one.revision === pinnedRevision,
      );
      const revision = said?.revision ?? null;
      return [{ id: pinned.id, serviceId: pinned.serviceId, revision }];
    });
    return { revisions, olderIncidents };
  };
}

function toRevision({ revision, note, json }: { revision: number; note: string; json: string }): PolicyRevision {
  const written = note === '' ? { at: null, by: null } : (JSON.parse(note) as { at: number; by: string | null });
  return { revision, ...written, policy: JSON.parse(json) as EscalationPolicy };
}
