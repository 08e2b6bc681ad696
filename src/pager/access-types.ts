/** Who may do what: API keys for programs, sessions for people, and links that sign somebody in once. All times are epoch ms. */

/** Each may what the one before it may, and more. */
export const SCOPES = ['ingest', 'respond', 'admin'] as const;
/** `ingest`: what monitoring tools send. `respond`: reading, and what people do about incidents. `admin`: everything. */
export type Scope = (typeof SCOPES)[number];

/** The administrator's key, which is none of the API keys that are listed. */
export const ADMIN_KEY_ID = 'admin';

export interface KnownKey {
  id: string;
  name: string;
  scope: Scope;
}

export interface ApiKeyView extends KnownKey {
  createdAt: number;
  createdBy: string | null;
  /** To the minute or so. */
  lastUsedAt: number | null;
}

export interface ApiKeys {
  /** The key that was presented, or null. In memory: a key that was made or revoked elsewhere is known within a second or so. */
  find(presented: string): KnownKey | null;
  list(): Promise<ApiKeyView[]>;
  /** `key` is told here and never again. */
  create(key: {
    name: string;
    scope: Scope;
    by: string | null;
  }): Promise<{ view: ApiKeyView; key: string } | 'name_taken' | 'too_many'>;
  /** With it end the sessions that it opened. False: there was none. */
  revoke(id: string): Promise<boolean>;
}

export interface SessionView {
  id: string;
  /** Of the person, as they gave it. */
  name: string;
  /** The key that opened it. */
  keyId: string;
  keyName: string;
  /** What it may now. */
  scope: 'respond' | 'admin';
  /** Whether its key could administer. */
  mayAdminister: boolean;
  /** Administration needs the key again from then on; 0: from the beginning. */
  adminUntil: number;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  /** The browser that was signed in, in words; null: it said nothing known. */
  device: string | null;
}

export interface Sessions {
  open(name: string, key: KnownKey, device: string | null): Promise<{ session: SessionView; token: string }>;
  /** By the cookie's token; null when it is unknown, revoked or has expired. On every node within a second. */
  find(token: string): Promise<SessionView | null>;
  /** Administration for another twelve hours. Null when the session has ended. */
  renewAdmin(id: string, key: KnownKey): Promise<SessionView | null>;
  list(): Promise<SessionView[]>;
  /** False: there was none. */
  end(id: string): Promise<boolean>;
  /** A token that signs in once, with the rights of who made it. */
  makeLink(maker: SessionView | KnownKey): Promise<{ token: string; expiresAt: number }>;
  /** @param name of the person; null: the one that the link brings. 'no_name' spends nothing. */
  openByLink(
    token: string,
    name: string | null,
    device: string | null,
  ): Promise<{ session: SessionView; token: string } | 'unknown' | 'no_name'>;
}
