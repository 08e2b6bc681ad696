/**
 * What is done to an Opsgenie alert. What the pager knows (acknowledge, close, snooze,
 * escalate) is an event of its incident, and so decided by the chart; what it does not
 * know is kept with the alert and told in the timeline. A request that was taken has
 * its status before it is answered.
 */
import { createHash } from 'node:crypto';
import type { Log } from '../runtime/observation.ts';
import { StoreFull } from '../runtime/store-errors.ts';
import type { InboundOutcome, Integrations, KnownIntegration } from './integration-types.ts';
import { ACT_NAMES } from './opsgenie-act-names.ts';
import { type ActWords, wordsOf } from './opsgenie-act-words.ts';
import { type KeptAlert, keyOfAlias, uuidOfAlertId } from './opsgenie-alert.ts';
import { createIncidentActs, type Performed } from './opsgenie-incident-acts.ts';
import { uuidOfAlias } from './opsgenie-keys.ts';
import { createAlertStates } from './opsgenie-state.ts';
import { logLine, type OpsgenieStore } from './opsgenie-store.ts';
import type { AlertAct, AlertLogLine, AlertRef, OpsgenieAlerts, RequestStatus, Taken } from './opsgenie-types.ts';
import type { Pager } from './types.ts';

const SECOND = 1_000;
/** Clients that were not answered send it again within seconds. */
const SENT_AGAIN_WITHIN_MS = 15 * SECOND;
/** Done twice they notify twice, or are written down twice; the others come to the same. */
const ONCE: AlertAct['type'][] = ['escalate', 'addNote', 'executeAction'];

export interface AlertActsOptions {
  store: OpsgenieStore;
  pager: Pick<Pager, 'send' | 'sendToIncident' | 'getService' | 'getIncident' | 'incidentTimeline'>;
  integrations: Pick<Integrations, 'receive'>;
  now: () => number;
  log: Log;
}

export function createAlertActs({ store, pager, integrations, now, log }: AlertActsOptions): OpsgenieAlerts['act'] {
  const perform = createIncidentActs({ pager, integrations, now });

  async function write(
    alert: KeptAlert,
    words: ActWords,
    act: AlertAct,
    performed: Performed,
    request: RequestStatus,
  ): Promise<void> {
    if (act.type === 'delete') return await store.remove(alert, request);
    const at = now();
    const lines: AlertLogLine[] = [];
    if (words.line !== null) lines.push(logLine(at, 'log', act.by, words.line));
    if (act.note !== null) lines.push(logLine(at, 'note', act.by, act.note));
    let current: KeptAlert | null = alert;
    while (current) {
      // Of what it is by now: another node may have changed it meanwhile.
      const { changes } = wordsOf(act, current);
      const changed: KeptAlert = { ...current, ...changes, ...performed.changes, updatedAt: at };
      const isLost =
        (await store.change(alert.integrationId, alert.id, { alert: changed, lines, request })) === 'conflict';
      current = isLost ? await store.byId(alert.integrationId, alert.id) : null;
    }
  }

  /** The same request again, in time: its first id. */
  async function idOf(
    integration: KnownIntegration,
    uuid: string | null,
    alert: KeptAlert | null,
    ref: AlertRef,
    act: AlertAct,
  ): Promise<string> {
    const requestId = store.newRequestId(uuid);
    if (uuid === null || !ONCE.includes(act.type)) return requestId;
    const hash = createHash('sha256')
      .update(JSON.stringify([ref, alert?.id, act]))
      .digest('base64url')
      .slice(0, 22);
    return await store.claim(integration.id, uuid, hash, requestId, SENT_AGAIN_WITHIN_MS);
  }

  return async (integration, ref, act) => {
    const alert = await store.find(integration.id, ref);
    const uuid = uuidOf(integration, ref, alert);
    const requestId = await idOf(integration, uuid, alert, ref, act);
    const known = ONCE.includes(act.type) ? await store.request(integration.id, requestId) : null;
    if (known) return { request: known, outcomes: [] };
    const request = { requestId, processedAt: now(), alertId: alert?.id ?? '', alias: alert?.alias ?? '' };
    const { state } = alert ? await createAlertStates(pager)(alert) : { state: null };
    if (!alert || !state || (ref.by === 'alias' && state.status === 'closed')) {
      return await withoutAlert(integration, ref, act, request);
    }
    const words = wordsOf(act, alert);
    const performed = await perform(integration, { alert, state, act, told: words.told, requestId });
    if ('refused' in performed) return performed;
    const { failure, outcomes } = performed;
    const { action, done } = ACT_NAMES[act.type];
    const status = { ...request, action, success: failure === null, status: failure ?? done };
    await unlessFull(() =>
      failure === null ? write(alert, words, act, performed, status) : store.noteRequest(integration.id, status),
    );
    return { request: status, outcomes } satisfies Taken;
  };

  /** Nothing is kept of it; its key may be open all the same, if the process died before it was written down. */
  async function withoutAlert(
    integration: KnownIntegration,
    ref: AlertRef,
    act: AlertAct,
    request: Omit<RequestStatus, 'action' | 'success' | 'status'>,
  ): ReturnType<OpsgenieAlerts['act']> {
    const { action, done } = ACT_NAMES[act.type];
    let outcomes: InboundOutcome[] = [];
    let isDone = false;
    if (ref.by === 'alias' && request.alertId === '' && (act.type === 'close' || act.type === 'acknowledge')) {
      const key = keyOfAlias(ref.value);
      const person = { ...(act.by !== null && { by: act.by }), ...(act.note !== null && { note: act.note }) };
      outcomes = await integrations.receive(integration, [
        act.type === 'close' ? { type: 'resolve', key } : { type: 'ack', key, ...person },
      ]);
      const answer = outcomes[0]?.answer;
      if (answer && 'refused' in answer && answer.refused !== 'unknown_service') return { ...answer, outcomes };
      isDone =
        answer !== undefined && 'result' in answer && ['closed', 'resolved', 'acknowledged'].includes(answer.result);
    }
    const missing = ref.by === 'alias' ? `There is no open alert with alias [${ref.value}]` : 'Alert does not exist';
    const status = { ...request, alertId: '', alias: '', action, success: isDone, status: isDone ? done : missing };
    await unlessFull(() => store.noteRequest(integration.id, status));
    return { request: status, outcomes };
  }

  /** What was done stands in the incident: that there is no room to look it up later is no reason to refuse. */
  async function unlessFull(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
      log.warn({}, 'a request about an alert was taken; there was no room to keep its status');
    }
  }
}

function uuidOf({ id }: KnownIntegration, ref: AlertRef, alert: KeptAlert | null): string | null {
  if (alert) return uuidOfAlertId(alert.id);
  return ref.by === 'alias' ? uuidOfAlias(id, ref.value) : uuidOfAlertId(ref.value);
}
