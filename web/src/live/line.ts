/**
 * The stream of changes, one for all tabs of a browser: the tab that holds a lock
 * reads it and tells the others. When that tab is closed another gets the lock and
 * goes on from the last change that it heard of, so that nothing is missed in between.
 * Where the browser has no locks (a page without TLS that is not on this machine),
 * each tab reads for itself.
 *
 * It says honestly how it stands: `live` only while something came within the time in
 * which the pager sends its pings.
 */
import { api } from '../api/client.ts';

const SECOND = 1_000;
/** The pager pings every 15 s. */
const SILENCE_MS = 35 * SECOND;
const LOCK = 'pager-stream';
const TYPES = ['service', 'incident', 'notification', 'policy', 'ping', 'reset'] as const;

export type ChangeType = (typeof TYPES)[number];
export interface Change {
  type: ChangeType;
  data: unknown;
}
const RESET: Change = { type: 'reset', data: {} };
export type LineState = 'connecting' | 'live' | 'lost';

type Told =
  | { kind: 'change'; change: Change; cursor: string | null }
  | { kind: 'state'; state: LineState; cursor: string | null }
  | { kind: 'hello' };

export interface Line {
  state(): LineState;
  onState(listener: () => void): () => void;
  close(): void;
}

/** @param onChange called in every tab, for every change; after a gap that can't be filled, with `reset` */
export function openLine(onChange: (change: Change) => void): Line {
  const channel = new BroadcastChannel('pager-stream');
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  let cursor: string | null = null;
  let state: LineState = 'connecting';
  let source: EventSource | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let isLeader = false;

  const become = (next: LineState) => {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener();
  };
  const say = (told: Told) => channel.postMessage(told);
  const lead = (next: LineState) => {
    become(next);
    say({ kind: 'state', state: next, cursor });
  };

  const hear = (change: Change, at: string | null) => {
    cursor = at ?? cursor;
    onChange(change);
  };

  /** Reads anew from where it stood. EventSource alone would keep a line open that is dead. */
  const connect = () => {
    source?.close();
    const current = new EventSource(api.stream.$path({ query: { cursor: cursor ?? undefined } }));
    source = current;
    // Without a cursor it tells of what comes from now on: what was read before that may be older.
    let isBehind = cursor === null;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        lead('lost');
        connect();
      }, SILENCE_MS);
      lead('live');
    };
    for (const type of TYPES) {
      current.addEventListener(type, (event: MessageEvent<string>) => {
        alive();
        const change = { type, data: JSON.parse(event.data) };
        const at = event.lastEventId || null;
        const changes = isBehind ? [RESET, change] : [change];
        isBehind = false;
        for (const each of changes) {
          hear(each, at);
          say({ kind: 'change', change: each, cursor: at });
        }
      });
    }
    current.onopen = alive;
    current.onerror = () => {
      lead('lost');
      // Refused for good (signed out, the pager is starting): EventSource gives up, we don't.
      if (current.readyState === EventSource.CLOSED && source === current) {
        clearTimeout(silence);
        silence = setTimeout(connect, 2 * SECOND);
      }
    };
  };

  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.kind === 'hello' && isLeader) say({ kind: 'state', state, cursor });
    if (isLeader) return;
    if (data.kind === 'state') {
      cursor = data.cursor ?? cursor;
      become(data.state);
    }
    if (data.kind === 'change') {
      become('live');
      hear(data.change, data.cursor);
    }
  };

  const readHere = () =>
    new Promise<void>((resolve) => {
      // The lock may be given in the moment in which the tab goes.
      if (closing.signal.aborted) {
        resolve();
        return;
      }
      isLeader = true;
      connect();
      closing.signal.addEventListener('abort', () => resolve());
    });
  if ('locks' in navigator) {
    navigator.locks.request(LOCK, { signal: closing.signal }, readHere).catch(() => undefined);
    say({ kind: 'hello' });
  } else {
    readHere();
  }
  // The browser knows it first.
  const reconnect = () => {
    if (isLeader) connect();
  };
  const offline = () => {
    if (isLeader) lead('lost');
  };
  window.addEventListener('online', reconnect);
  window.addEventListener('offline', offline);

  return {
    state: () => state,
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closing.abort();
      clearTimeout(silence);
      source?.close();
      channel.close();
      window.removeEventListener('online', reconnect);
      window.removeEventListener('offline', offline);
    },
  };
}
