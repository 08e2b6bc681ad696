/** What the settings read and change. */
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api/request.ts';
import type { Page, Target } from '../../api/types.ts';

export type Scope = 'ingest' | 'respond' | 'admin';

export interface ApiKey {
  id: string;
  name: string;
  scope: Scope;
  createdAt: string;
  createdBy: string | null;
  lastUsedAt: string | null;
}

export interface ListedSession {
  id: string;
  name: string;
  keyName: string;
  scope: 'respond' | 'admin';
  adminUntil: string | null;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  isCurrent: boolean;
}

export const settingsQueries = {
  apiKeys: () =>
    queryOptions({
      queryKey: ['api-keys'],
      queryFn: ({ signal }) => request<Page<ApiKey>>('GET', '/v1/api-keys', { signal }),
      staleTime: 0,
    }),
  sessions: () =>
    queryOptions({
      queryKey: ['sessions'],
      queryFn: ({ signal }) => request<Page<ListedSession>>('GET', '/v1/sessions', { signal }),
      staleTime: 0,
    }),
};

/** With the key itself, which is shown this once. */
export const createApiKey = (name: string, scope: Scope) =>
  request<ApiKey & { key: string }>('POST', '/v1/api-keys', { body: { name, scope } });

export const revokeApiKey = (id: string) => request<void>('DELETE', `/v1/api-keys/${encodeURIComponent(id)}`);

export const endSession = (id: string) => request<void>('DELETE', `/v1/sessions/${encodeURIComponent(id)}`);

export const testChannel = (name: string, target: Target) =>
  request<{ outcome: 'accepted' | 'failed' | 'refused'; reason: string | null }>('POST', `/v1/channels/${name}/test`, {
    body: { target },
  });
