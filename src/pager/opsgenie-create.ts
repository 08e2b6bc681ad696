/**
 * Creating an Opsgenie alert: an alert about the service first, by the one path that
 * every event takes, then what is kept for whoever asks for it by id. If the process
 * dies in between, the caller was not answered and sends it again: the same key
 * repeats, nobody is notified twice, and the record is made then.
 */
import { createHash } from 'node:crypto';
import type { Log } from '../runtime/observation.ts';
import { StoreFull } from '../runtime/store-errors.ts';
import type { EventAnswer } from './event-types.ts';
import { parseIncidentId } from './incident-id.ts';
import type { Integrations, KnownIntegration } from './integration-types.ts';
import { alertIdOf, aliasUuid, keyOfAlias, newUuid, type StoredAlert } from './opsgenie-alert.ts';
import { opsgenieEvent } from './opsgenie-event.ts';
import { uuidOfAlias } from './opsgenie-keys.ts';
import { isOf } from './opsgenie-state.ts';
import { logLine, type OpsgenieStore } from './opsgenie-store.ts';
import type { CreateAlert, OpsgenieAlerts, RequestStatus, Taken } from './opsgenie-types.ts';

const SECOND = 1_000;
/** Without an alias only the whole request tells that it is sent again, and only while it was not answered. */
const SENT_AGAIN_WITHIN_MS = 30 * SECOND;

export function createAlertCreation({
  store,
  integrations,
  now,
  log,
}: {
  store: OpsgenieStore;
  integrations: Pick<Integrations, 'receive'>;
  now: () => number;
  log: Log;
}): OpsgenieAlerts['create'] {
  /** `release`: to be called once it is answered. */
  async function identify(
    { id }: KnownIntegration,
    { alias, raw }: CreateAlert,
  ): Promise<{ uuid: string; key: string; release: () => Promise<void> }> {
    if (alias !== null) {
      return { uuid: uuidOfAlias(id, alias), key: keyOfAlias(alias), release: () => Promise.resolve() };
    }
    const hash = createHash('sha256').update(JSON.stringify(raw)).digest('base64url').slice(0, 22);
    const place = aliasUuid(id, hash);
    const uuid = await store.claim(id, place, hash, newUuid(), SENT_AGAIN_WITHIN_MS);
    return { uuid, key: uuid, release: () => store.release(id, place, hash) };
  }

  /** Those that are open and in no incident are taken up where they are. */
  async function keep(uuid: string, alert: StoredAlert, request: RequestStatus, note: string | null): Promise<string> {
    const lines = [logLine(alert.createdAt, 'log', alert.source || null, 'Alert created'), ...noteLines(alert, note)];
    for (;;) {
      const kept = await store.keep({ uuid, alert, request, lines });
      if ('id' in kept) return kept.id;
      const current = await store.byId(alert.integrationId, kept.unplaced);
      if (!current) continue;
      const seen = current.seen ?? { count: 0, lastAt: 0, ackedAt: null, ackedBy: null };
      const taken = {
        ...current,
        place: alert.place,
        seen: alert.place ? null : { ...seen, count: seen.count + 1, lastAt: now() },
        updatedAt: now(),
      };
      const aboutIt = { ...request, alertId: current.id, alias: current.alias };
      const changed = await store.change(alert.integrationId, current.id, { alert: taken, request: aboutIt });
      if (changed === 'ok') return current.id;
    }
  }

  return async (integration, create) => {
    const { uuid, key, release } = await identify(integration, create);
    const outcomes = await integrations.receive(integration, [opsgenieEvent(key, create)]);
    const outcome = outcomes[0];
    if (!outcome) throw new Error('an event has an outcome');
    const { answer } = outcome;
    if ('refused' in answer) return { ...answer, outcomes };
    const { service, place } = placeOf(answer, { key, integrationId: integration.id }, now());
    const createdAt = place?.firstAt ?? now();
    const id = alertIdOf(uuid, createdAt);
    const alias = create.alias ?? id;
    const alert: StoredAlert = {
      ...create.content,
      schema: 1,
      id,
      integrationId: integration.id,
      alias,
      key,
      serviceId: service,
      createdAt,
      updatedAt: createdAt,
      place,
      seen: place ? null : { count: 1, lastAt: createdAt, ackedAt: null, ackedBy: null },
      closed: null,
    };
    const request = {
      requestId: store.newRequestId(uuid),
      success: true,
      action: 'Create',
      status: 'Created alert',
      processedAt: now(),
      alertId: id,
      alias,
    };
    try {
      const kept = await keep(uuid, alert, request, create.note);
      await release();
      return { request: { ...request, alertId: kept, alias: create.alias ?? kept }, outcomes } satisfies Taken;
    } catch (error) {
      // Whoever is on call was notified: that there is no room for what can be looked up later is no reason to refuse.
      if (!(error instanceof StoreFull)) throw error;
      log.warn({ integration: integration.id }, 'an alert was taken; there was no room to keep what was said of it');
      return { request, outcomes };
    }
  };
}

/** Where the key stands after the event. */
function placeOf(
  { service, result, reason, incidentId }: EventAnswer,
  alert: Pick<StoredAlert, 'key' | 'integrationId'>,
  now: number,
): { service: string; place: StoredAlert['place'] } {
  const { incident } = service;
  const number = parseIncidentId(incident?.id ?? incidentId ?? '')?.number ?? 0;
  const open = incident?.alerts.find((each) => isOf(alert, each));
  if (open) return { service: service.id, place: { incident: number, firstAt: open.firstAt } };
  // Its service pages for graver ones only.
  if (result === 'recorded' && reason !== undefined) return { service: service.id, place: null };
  const isUnlisted = incident !== null && incident.openAlerts > incident.alerts.length;
  // Else it has ended in the same moment.
  return { service: service.id, place: { incident: number, firstAt: isUnlisted ? incident.openedAt : now } };
}

const noteLines = ({ createdAt, source }: StoredAlert, note: string | null) =>
  note === null ? [] : [logLine(createdAt, 'note', source || null, note)];
