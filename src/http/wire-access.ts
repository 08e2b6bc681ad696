/** Sessions and API keys as the API writes them. */
import type { z } from '@hono/zod-openapi';
import type { ApiKeyView, SessionView } from '../pager/access-types.ts';
import type { Access } from './access.ts';
import type { apiKeyAnswer, listedSessionAnswer, sessionAnswer } from './access-answers.ts';

const iso = (at: number): string => new Date(at).toISOString();

export function wireAccess({ scope, key, session }: Access): z.input<typeof sessionAnswer> {
  if (!session) {
    const name = key?.name ?? '';
    return {
      id: null,
      name,
      scope,
      mayAdminister: scope === 'admin',
      adminUntil: null,
      createdAt: null,
      expiresAt: null,
    };
  }
  const { id, name, mayAdminister, adminUntil, createdAt, expiresAt } = session;
  return {
    id,
    name,
    scope,
    mayAdminister,
    adminUntil: adminUntil > 0 ? iso(adminUntil) : null,
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
  };
}

export function wireSession(session: SessionView, current: string | null): z.input<typeof listedSessionAnswer> {
  const { id, name, keyName, device, scope, adminUntil, createdAt, lastSeenAt, expiresAt } = session;
  return {
    id,
    name,
    keyName,
    device,
    scope,
    adminUntil: adminUntil > 0 ? iso(adminUntil) : null,
    createdAt: iso(createdAt),
    lastSeenAt: iso(lastSeenAt),
    expiresAt: iso(expiresAt),
    isCurrent: id === current,
  };
}

export const wireApiKey = ({
  id,
  name,
  scope,
  createdAt,
  createdBy,
  lastUsedAt,
}: ApiKeyView): z.input<typeof apiKeyAnswer> => ({
  id,
  name,
  scope,
  createdAt: iso(createdAt),
  createdBy,
  lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
});
