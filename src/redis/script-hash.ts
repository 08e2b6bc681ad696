/** The name that Redis knows a script by, once it has seen it. */
import { createHash } from 'node:crypto';

const hashes = new Map<string, string>();

export function hashOfScript(lua: string): string {
  let hash = hashes.get(lua);
  if (!hash) {
    hash = createHash('sha1').update(lua).digest('hex');
    hashes.set(lua, hash);
  }
  return hash;
}

/** What a server answers that was started since, or never saw it: nothing was done. */
export const isUnknownScript = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOSCRIPT');
