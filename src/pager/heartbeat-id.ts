/**
 * The id of a heartbeat that a tool knows by its name only, where a name is any text:
 * a name that is an id already is its own; another becomes one, always the same, with
 * a part that tells it from names that look alike. Pure.
 */
import { createHash } from 'node:crypto';
import { idSchema } from '../policy/escalation-policy.ts';

const READABLE_MAX = 40;
const HASH_LENGTH = 12;

export function heartbeatIdOf(name: string): string {
  if (idSchema.safeParse(name).success) return name;
  const readable = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, READABLE_MAX);
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${readable || 'heartbeat'}-${hash}`;
}
