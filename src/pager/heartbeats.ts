/**
 * Heartbeats, as all doors to them have them: the native routes, other vendors'
 * heartbeat calls, a watchdog alert that is pointed at one. A heartbeat is an actor
 * and all of it is its record, so each call here is one commit or one reading.
 */
import type { HeartbeatContext, HeartbeatEvent } from '../machines/heartbeat.ts';
import type { Heartbeat } from '../policy/heartbeat.ts';
import type { HostReply } from '../runtime/item.ts';
import type { Reads } from '../runtime/reads.ts';
import type { LoadedActor } from '../runtime/record.ts';
import { decodeCursor, encodeCursor, isText } from './cursor.ts';
import { isUnreadable } from './failures.ts';
import {
  expiresAt,
  HEARTBEATS,
  type HeartbeatAnswer,
  heartbeatAddress,
  heartbeatNotFound,
  heartbeatState,
} from './heartbeat-actor.ts';
import type { Page, PageRequest } from './listing.ts';
import type { WriteCondition } from './plan-types.ts';
import type { Refusal } from './refusal.ts';

/** `unstarted`: never heard of, so its silence means nothing yet. */
export const HEARTBEAT_STATES = ['unstarted', 'alive', 'expired', 'paused'] as const;
export type HeartbeatState = (typeof HEARTBEAT_STATES)[number];

export interface HeartbeatView extends Heartbeat {
  id: string;
  /** Of its configuration: a ping does not change it. */
  revision: number;
  state: HeartbeatState;
  createdAt: number;
  lastPingAt: number | null;
  /** When it expires unless it is heard of before; null while it is not waited for. */
  expiresAt: number | null;
  /** Since when it is expired. */
  expiredAt: number | null;
  warnings: string[];
}

/** What a ping came to; it is committed. */
export interface PingAnswer {
  id: string;
  state: HeartbeatState;
  /** It was heard of for the first time, or was expired. */
  changed: boolean;
  lastPingAt: number;
  expiresAt: number | null;
}

export interface HeartbeatAnswered {
  heartbeat: HeartbeatView;
  changed: boolean;
}

export interface Heartbeats {
  /** `unknown_service` where its service does not exist, `precondition_failed`. */
  putHeartbeat(
    id: string,
    heartbeat: Heartbeat,
    condition: WriteCondition,
  ): Promise<{ created: boolean; heartbeat: HeartbeatView } | Refusal>;
  getHeartbeat(id: string): Promise<HeartbeatView | null>;
  /** By id. */
  listHeartbeats(
    filter: { state?: HeartbeatState[]; serviceId?: string },
    page: PageRequest,
  ): Promise<Page<HeartbeatView>>;
  /** Resolves its alert. */
  deleteHeartbeat(id: string, condition: { ifMatch?: number }): Promise<'deleted' | Refusal>;
  /** Cheap: one commit, nothing read. `not_found` where nobody configured it. */
  pingHeartbeat(id: string): Promise<PingAnswer | Refusal>;
  /** It is not waited for, and its alert is resolved. */
  pauseHeartbeat(id: string): Promise<HeartbeatAnswered | Refusal>;
  /** Waited for from now on, if it was ever heard of. */
  resumeHeartbeat(id: string): Promise<HeartbeatAnswered | Refusal>;
}

export interface HeartbeatsOptions {
  send: (address: string, event: HeartbeatEvent) => Promise<HostReply<HeartbeatAnswer>>;
  load: (address: string) => Promise<LoadedActor>;
  reads: Reads;
  /** Of these services, those that exist. */
  existing: (serviceIds: string[]) => Promise<Set<string>>;
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

export function createHeartbeats({ send, load, reads, existing }: HeartbeatsOptions): Heartbeats {
  /** Its time is stamped by the host. */
  async function tell(id: string, event: WithoutTime<HeartbeatEvent>): Promise<HeartbeatAnswer | Refusal> {
    const reply = await send(heartbeatAddress(id), event as HeartbeatEvent);
    return 'refused' in reply ? (reply as Refusal) : reply.answer;
  }

  async function viewsOf(actors: { id: string; actor: LoadedActor }[]): Promise<HeartbeatView[]> {
    const found = actors.flatMap(({ id, actor }) => viewOf(id, actor) ?? []);
    const services = await existing([...new Set(found.map(({ serviceId }) => serviceId))]);
    return found.map((view) =>
      services.has(view.serviceId)
        ? view
        : { ...view, warnings: [`there is no service "${view.serviceId}": nobody is told when it expires`] },
    );
  }

  const readOne = async (id: string): Promise<HeartbeatView | null> =>
    (await viewsOf([{ id, actor: await load(heartbeatAddress(id)) }]))[0] ?? null;

  /** In a list one broken record must not hide the rest. */
  async function readListed(ids: string[]): Promise<HeartbeatView[]> {
    const actors = await Promise.all(
      ids.map(async (id) => {
        const actor = await load(heartbeatAddress(id)).catch((error) =>
          isUnreadable(error) ? null : Promise.reject(error),
        );
        return actor ? [{ id, actor }] : [];
      }),
    );
    return await viewsOf(actors.flat());
  }

  async function act(id: string, type: 'pause' | 'resume'): Promise<HeartbeatAnswered | Refusal> {
    const told = await tell(id, { type });
    if ('refused' in told) return told;
    const view = await readOne(id);
    return view ? { heartbeat: view, changed: told.changed } : heartbeatNotFound(id);
  }

  return {
    async putHeartbeat(id, heartbeat, { ifMatch, createOnly }) {
      if (!(await existing([heartbeat.serviceId])).has(heartbeat.serviceId)) {
        return { refused: 'unknown_service', detail: `there is no service "${heartbeat.serviceId}"` };
      }
      const condition = { ...(ifMatch !== undefined && { ifMatch }), ...(createOnly && { createOnly: true as const }) };
      const told = await tell(id, { type: 'put', heartbeat, ...condition });
      if ('refused' in told) return told;
      const view = await readOne(id);
      return view ? { created: told.result === 'created', heartbeat: view } : heartbeatNotFound(id);
    },

    getHeartbeat: readOne,

    async listHeartbeats({ state, serviceId }, { limit, cursor }) {
      const after = decodeCursor(cursor, isText);
      const all = (await reads.all(HEARTBEATS)).map(({ member }) => member);
      const ids = all.filter((id) => after === null || id > after);
      const items: HeartbeatView[] = [];
      for (let from = 0; from < ids.length; from += limit) {
        for (const view of await readListed(ids.slice(from, from + limit))) {
          if (state && !state.includes(view.state)) continue;
          if (serviceId !== undefined && view.serviceId !== serviceId) continue;
          if (items.length === limit) return { items, nextCursor: encodeCursor(items.at(-1)?.id) };
          items.push(view);
        }
      }
      return { items, nextCursor: null };
    },

    async deleteHeartbeat(id, { ifMatch }) {
      const told = await tell(id, { type: 'delete', ...(ifMatch !== undefined && { ifMatch }) });
      return 'refused' in told ? told : 'deleted';
    },

    async pingHeartbeat(id) {
      const told = await tell(id, { type: 'ping' });
      if ('refused' in told) return told;
      const { state, changed, lastPingAt } = told;
      if (state === null) return heartbeatNotFound(id);
      return { id, state, changed, lastPingAt: lastPingAt ?? 0, expiresAt: told.expiresAt };
    },

    pauseHeartbeat: (id) => act(id, 'pause'),
    resumeHeartbeat: (id) => act(id, 'resume'),
  };
}

function viewOf(id: string, { snapshot }: LoadedActor): HeartbeatView | null {
  const { heartbeat, revision, createdAt, lastPingAt, changedAt } = snapshot.context as HeartbeatContext;
  const state = heartbeatState(snapshot);
  if (!heartbeat || state === null) return null;
  return {
    ...heartbeat,
    id,
    revision,
    state,
    createdAt,
    lastPingAt,
    expiresAt: expiresAt(snapshot),
    expiredAt: state === 'expired' ? changedAt : null,
    warnings: [],
  };
}
