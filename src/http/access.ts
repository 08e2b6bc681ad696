/**
 * Who asks, and what they may: the key's scope, or the session's, which administers for
 * twelve hours and then needs the key again. Each operation says the scope that it needs.
 */
import { ADMIN_KEY_ID, type KnownKey, SCOPES, type Scope, type SessionView } from '../pager/access-types.ts';
import type { HttpContext } from './context.ts';
import { problem } from './problem.ts';

export interface Access {
  scope: Scope;
  /** Null where a session asks. */
  key: KnownKey | null;
  /** Null where a key asks. */
  session: SessionView | null;
}

/** The administrator's key, which stands beside the API keys. */
export const adminKey = (name: string): KnownKey => ({ id: ADMIN_KEY_ID, name, scope: 'admin' });

export const accessOfKey = (key: KnownKey): Access => ({ scope: key.scope, key, session: null });

export const accessOfSession = (session: SessionView): Access => ({
  scope: session.scope,
  key: null,
  session,
});

const RANK: Record<Scope, number> = {
  ingest: SCOPES.indexOf('ingest'),
  respond: SCOPES.indexOf('respond'),
  admin: SCOPES.indexOf('admin'),
};

export const mayDo = ({ scope }: Access, needed: Scope): boolean => RANK[scope] >= RANK[needed];

/** The answer to who may not, or null. */
export function forbidden(context: HttpContext, needed: Scope): Response | null {
  const access = context.get('access');
  if (!access) return problem(context, 'unauthorized', 'expected an API key or a session');
  if (mayDo(access, needed)) return null;
  if (needed === 'admin' && access.session?.mayAdminister) {
    return problem(
      context,
      'key_needed',
      'the key was given over 12 hours ago: POST /v1/session/admin with it, then again',
    );
  }
  return problem(
    context,
    'forbidden',
    `this needs the scope ${needed}; ${access.session ? 'this session' : 'this key'} has ${access.scope}`,
  );
}

/** The name that stands behind what a person does; null where a program asks. */
export const personOf = (context: HttpContext): string | null => context.get('access')?.session?.name ?? null;

/** Who it is, person or key, for what is written down. */
export const askerOf = (context: HttpContext): string | null => personOf(context) ?? context.get('keyName');
