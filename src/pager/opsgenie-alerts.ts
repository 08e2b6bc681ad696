/**
 * Opsgenie's alerts on the pager: created, acted upon and read by the ids that its
 * clients know. What an alert is now is asked of its service's incident; what its
 * caller said of it is kept beside. Each integration sees its own only.
 */
import type { Keyspace } from '../runtime/keys.ts';
import type { Log } from '../runtime/observation.ts';
import type { Reads } from '../runtime/reads.ts';
import type { CommitConnection } from '../runtime/store.ts';
import { isUnreadable } from './failures.ts';
import type { Integrations } from './integration-types.ts';
import { createAlertActs } from './opsgenie-acts.ts';
import type { KeptAlert } from './opsgenie-alert.ts';
import { createAlertCreation } from './opsgenie-create.ts';
import { indexOf } from './opsgenie-keys.ts';
import { createAlertStates, type FoundState } from './opsgenie-state.ts';
import { createOpsgenieStore } from './opsgenie-store.ts';
import type { AlertView, OpsgenieAlerts } from './opsgenie-types.ts';
import type { Pager } from './types.ts';

const READ_AT_ONCE = 100;

export function createOpsgenieAlerts({
  redis,
  keys,
  reads,
  integrations,
  pager,
  retentionMs,
  now,
  log,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  reads: Pick<Reads, 'newest'>;
  integrations: Pick<Integrations, 'receive'>;
  pager: Pick<Pager, 'send' | 'sendToIncident' | 'getService' | 'getIncident' | 'incidentTimeline'>;
  /** As long as closed incidents. */
  retentionMs: number;
  now: () => number;
  log: Log;
}): { alerts: OpsgenieAlerts; cutForRoom: () => Promise<number> } {
  const store = createOpsgenieStore({ redis, keys, retentionMs });

  async function view(alert: KeptAlert, stateOf: (alert: KeptAlert) => Promise<FoundState>): Promise<AlertView> {
    const { state, ended } = await stateOf(alert);
    // It is final, so it need not be worked out again; whoever changed the record meanwhile is not disturbed.
    if (ended) await asMayBe(store.change(alert.integrationId, alert.id, { alert: { ...alert, closed: ended } }));
    return { ...alert, state };
  }

  /** Null for what has left by its time. In a list one broken record must not hide the rest. */
  async function listed(
    integrationId: string,
    id: string,
    stateOf: Parameters<typeof view>[1],
  ): Promise<AlertView | null> {
    try {
      const alert = await store.byId(integrationId, id);
      if (alert) return await view(alert, stateOf);
      await asMayBe(store.forgetEntry(integrationId, id));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
    return null;
  }

  const alerts: OpsgenieAlerts = {
    create: createAlertCreation({ store, integrations, now, log }),
    act: createAlertActs({ store, pager, integrations, now, log }),
    request: ({ id }, requestId) => store.request(id, requestId),

    async get({ id }, ref) {
      const alert = await store.find(id, ref);
      if (!alert) return null;
      const found = await view(alert, createAlertStates(pager));
      return ref.by === 'alias' && found.state.status === 'closed' ? null : found;
    },

    async *all({ id }) {
      const stateOf = createAlertStates(pager);
      let after: { score: number; member: string } | null = null;
      for (;;) {
        const entries = await reads.newest(indexOf(id), { after, limit: READ_AT_ONCE });
        const views = await Promise.all(entries.map(({ member }) => listed(id, member, stateOf)));
        yield* views.filter((each) => each !== null);
        const last = entries.at(-1);
        if (!last || entries.length < READ_AT_ONCE) return;
        after = { score: last.score, member: last.member };
      }
    },

    async log({ id }, ref) {
      const alert = await store.find(id, ref);
      return alert && (await store.log(id, alert.id));
    },
  };
  return { alerts, cutForRoom: store.cutForRoom };
}

/** A reading that also tidies up: where that can't be done now, the next one does it. */
const asMayBe = (tidying: Promise<unknown>): Promise<unknown> => tidying.catch(() => undefined);
