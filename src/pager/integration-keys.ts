/**
 * The keys of integrations. A key begins with its integration's id, so that it is
 * found without an index, and only the hash of the whole is stored. It has the form
 * that the vendor's tools expect: a UUID for Opsgenie's, 32 letters and digits else.
 */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { customAlphabet } from 'nanoid';
import type { IntegrationType } from '../policy/integration.ts';

const ID_LENGTH = 8;
const KEY_LENGTH = 32;
const SHOWN = 4;
const KEY = /^[0-9a-f]{8}(?:[0-9A-Za-z]{24}|-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const letters = customAlphabet(
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  KEY_LENGTH - ID_LENGTH,
);

export interface StoredKey {
  hash: string;
  endsWith: string;
  createdAt: number;
  /** Null: it counts until it is rotated. */
  expiresAt: number | null;
}

export const newIntegrationId = (): string => randomBytes(ID_LENGTH / 2).toString('hex');

export function mintKey(type: IntegrationType, id: string): string {
  return type === 'opsgenie' ? id + randomUUID().slice(ID_LENGTH) : id + letters();
}

export const toStoredKey = (key: string, createdAt: number): StoredKey => ({
  hash: hashOf(key),
  endsWith: key.slice(-SHOWN),
  createdAt,
  expiresAt: null,
});

/** In its one form, or null for what can't be a key. Tools write a UUID in capitals, and a key with a line's end. */
export function normalKey(presented: string): string | null {
  const trimmed = presented.trim();
  const key = UUID.test(trimmed) ? trimmed.toLowerCase() : trimmed;
  return KEY.test(key) ? key : null;
}

export const idOfKey = (key: string): string => key.slice(0, ID_LENGTH);

/** In constant time for each key that counts now. */
export function holds(keys: StoredKey[], key: string, now: number): boolean {
  const hash = Buffer.from(hashOf(key));
  return keys
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .some((stored) => timingSafeEqual(Buffer.from(stored.hash), hash));
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('base64url');
