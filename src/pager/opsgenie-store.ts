/**
 * Where Opsgenie alerts are kept: found by id, tinyId or alias within their
 * integration, with what was requested of them and their own log. Any number of nodes
 * may write: each change is one script. Nothing is cached. Kept as long as closed
 * incidents since they were last heard of, and at most so many.
 */
import { nanoid } from 'nanoid';
import type { Keyspace } from '../runtime/keys.ts';
import type { CommitConnection } from '../runtime/store.ts';
import { reading, StoreFull, writing } from '../runtime/store-errors.ts';
import { type KeptAlert, type StoredAlert, uuidOfAlertId } from './opsgenie-alert.ts';
import { createOpsgenieKeys, uuidOfAlias } from './opsgenie-keys.ts';
import { decodeAlert, decodeRequest, encodeAlert, encodeRequest } from './opsgenie-record.ts';
import { CHANGE, CUT_OLDEST, KEEP, REMOVE } from './opsgenie-scripts.ts';
import type { AlertLogLine, AlertRef, RequestStatus } from './opsgenie-types.ts';

const HOUR = 3_600_000;
/** Clients ask within seconds. */
const REQUEST_KEPT_MS = HOUR;
const LOG_LINES = 200;
const LINE_MAX = 4_096;
/** Of an integration in each of 16 partitions: somewhat more than an incident counts keys. */
const ALERTS = 640;
const CUT = { atOnce: 50, lookedAt: 1_000 };

export type OpsgenieStore = ReturnType<typeof createOpsgenieStore>;

export interface KeepRequest {
  uuid: string;
  alert: StoredAlert;
  request: RequestStatus;
  /** Of an alert that is new. */
  lines: AlertLogLine[];
}

/** What is given changes, together. */
export interface AlertChange {
  /** As it shall be, with the revision that it was read with. */
  alert?: KeptAlert;
  lines?: AlertLogLine[];
  request?: RequestStatus;
}

export function createOpsgenieStore({
  redis,
  keys: keyspace,
  retentionMs,
}: {
  redis: CommitConnection;
  keys: Keyspace;
  retentionMs: number;
}) {
  const keys = createOpsgenieKeys(keyspace);
  const run = (lua: string, scriptKeys: string[], args: (string | number)[]): Promise<string[]> =>
    writing(async () => (await redis.eval(lua, scriptKeys.length, ...scriptKeys, ...args)) as string[]);
  const text = (key: string) => reading(() => redis.get(key));

  async function byId(integrationId: string, id: string): Promise<KeptAlert | null> {
    if (uuidOfAlertId(id) === null) return null;
    const record = await text(keys.record(integrationId, id));
    return record === null ? null : decodeAlert(record);
  }

  async function cutOldest({ onlyClosed }: { onlyClosed: boolean }): Promise<number> {
    const cut = await Promise.all(
      keys.partitions.map(async (partition) => {
        const names = [partition.doc(''), partition.timeline(''), partition.index('')];
        const limits = [CUT.atOnce, CUT.lookedAt, onlyClosed ? 1 : 0];
        const [, count] = await run(CUT_OLDEST, [keys.everything(partition)], [...names, ...limits]);
        return Number(count);
      }),
    );
    return cut.reduce((sum, count) => sum + count, 0);
  }

  return {
    byId,
    newRequestId: keys.newRequestId,

    /** The latest that has the alias, whatever became of it. */
    async find(integrationId: string, { by, value }: AlertRef): Promise<KeptAlert | null> {
      if (by === 'id') return await byId(integrationId, value);
      const isAlias = by === 'alias';
      const id = await text(
        isAlias ? keys.alias(integrationId, uuidOfAlias(integrationId, value)) : keys.tiny(integrationId, value),
      );
      const alert = id === null ? null : await byId(integrationId, id);
      return isAlias && alert?.alias !== value ? null : alert;
    },

    async request(integrationId: string, requestId: string): Promise<RequestStatus | null> {
      const stored = await text(keys.request(integrationId, requestId));
      return stored === null ? null : decodeRequest(stored);
    },

    /** `unplaced`: that one is open, in no incident, and must take it up. */
    async keep(kept: KeepRequest): Promise<{ id: string; created: boolean } | { unplaced: string }> {
      const { uuid, alert, request, lines } = kept;
      const { integrationId, id } = alert;
      const partition = keys.partitionOf(uuid);
      const scriptKeys = [
        keys.alias(integrationId, uuid),
        keys.record(integrationId, id),
        keys.index(partition, integrationId),
        keys.count(partition, integrationId),
        keys.log(integrationId, id),
        keys.request(integrationId, request.requestId),
        keys.everything(partition),
      ];
      const names = [
        partition.doc(`opsgenie/${integrationId}/`),
        partition.timeline(`opsgenie/${integrationId}/`),
        keys.tinyIn(partition, integrationId, ''),
      ];
      const record = [id, alert.createdAt, alert.place?.firstAt ?? '', alert.closed ? 'c' : 'o', JSON.stringify(alert)];
      const bounds = [retentionMs, JSON.stringify(request), REQUEST_KEPT_MS, partition.number, ALERTS];
      const [status, known = '', created] = await run(KEEP, scriptKeys, [
        ...names,
        ...record,
        ...bounds,
        `${integrationId}/`,
        ...lines.map((line) => JSON.stringify(line)),
      ]);
      return status === 'unplaced' ? { unplaced: known } : { id: known, created: Number(created) === 1 };
    },

    async change(integrationId: string, id: string, { alert, lines = [], request }: AlertChange) {
      const record = keys.record(integrationId, id);
      const [status] = await run(
        CHANGE,
        // Without a request its key is not written.
        [record, keys.log(integrationId, id), request ? keys.request(integrationId, request.requestId) : record],
        [
          alert?.revision ?? '',
          alert ? encodeAlert(alert) : '',
          retentionMs,
          request ? encodeRequest(request) : '',
          REQUEST_KEPT_MS,
          LOG_LINES,
          ...lines.map((line) => JSON.stringify(line)),
        ],
      );
      return status as 'ok' | 'conflict' | 'gone';
    },

    async remove({ integrationId, id, alias, tinyId }: KeptAlert, request: RequestStatus): Promise<void> {
      const partition = keys.partitionOfAlert(id);
      const scriptKeys = [
        keys.alias(integrationId, uuidOfAlias(integrationId, alias)),
        keys.record(integrationId, id),
        keys.index(partition, integrationId),
        keys.log(integrationId, id),
        keys.tinyIn(partition, integrationId, tinyId),
        keys.request(integrationId, request.requestId),
        keys.everything(partition),
      ];
      await run(REMOVE, scriptKeys, [id, encodeRequest(request), REQUEST_KEPT_MS, `${integrationId}/${id}`]);
    },

    /** One that changes no alert. */
    async noteRequest(integrationId: string, request: RequestStatus): Promise<void> {
      const key = keys.request(integrationId, request.requestId);
      await writing(() => redis.set(key, encodeRequest(request), 'PX', REQUEST_KEPT_MS));
    },

    /**
     * The first who asks for it within that time gets its own value, the others get that one too: so what is sent
     * again is known, on whatever node.
     */
    async claim(integrationId: string, uuid: string, name: string, value: string, forMs: number): Promise<string> {
      const key = keys.claim(integrationId, uuid, name);
      try {
        return (await writing(() => redis.set(key, value, 'PX', forMs, 'NX', 'GET'))) ?? value;
      } catch (error) {
        // Rather a duplicate than a miss.
        if (error instanceof StoreFull) return value;
        throw error;
      }
    },
    async release(integrationId: string, uuid: string, name: string): Promise<void> {
      await writing(() => redis.del(keys.claim(integrationId, uuid, name)));
    },

    async log(integrationId: string, id: string): Promise<AlertLogLine[]> {
      const lines = await reading(() => redis.lrange(keys.log(integrationId, id), 0, -1));
      return lines.map((line) => JSON.parse(line) as AlertLogLine);
    },

    /** What has left by its time is taken out of the index. */
    forgetEntry: (integrationId: string, id: string): Promise<unknown> =>
      writing(() => redis.zrem(keys.index(keys.partitionOfAlert(id), integrationId), id)),

    /** Redis is full. Paging needs none of them: the oldest go, closed ones before open ones. Answers how many. */
    async cutForRoom(): Promise<number> {
      return (await cutOldest({ onlyClosed: true })) || (await cutOldest({ onlyClosed: false }));
    },
  };
}

export const logLine = (at: number, type: AlertLogLine['type'], by: string | null, text: string): AlertLogLine => ({
  at,
  id: nanoid(6),
  type,
  by,
  text: text.length > LINE_MAX ? `${text.slice(0, LINE_MAX - 1)}…` : text,
});
