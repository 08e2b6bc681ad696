/** API keys and sessions, put together: with a key end the sessions that it opened. */
import type { CommitConnection } from '../runtime/commit-connection.ts';
import type { Keyspace } from '../runtime/keys.ts';
import type { Log } from '../runtime/observation.ts';
import { createApiKeys } from './api-keys.ts';
import { createSessions } from './sessions.ts';

export function createAccess(options: { redis: CommitConnection; keys: Keyspace; now: () => number; log: Log }) {
  const { sessions, endSessionsOf } = createSessions({ ...options, isKnownKey: (id) => keys.isKnown(id) });
  const keys = createApiKeys({ ...options, endSessionsOf });
  return { sessions, apiKeys: keys.apiKeys, start: keys.start, stop: keys.stop };
}
