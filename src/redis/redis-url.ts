/**
 * The address of a Redis. One server is a URL as ioredis takes it; a group that Sentinel
 * manages and a cluster name several hosts, which no URL parser takes:
 * `redis+sentinel://user:password@host:26379,host:26379/mymaster`. Pure.
 */
export type RedisAddress =
  | { kind: 'single'; url: string }
  | ({ kind: 'sentinel'; group: string } & Several)
  | ({ kind: 'cluster' } & Several);

interface Several {
  hosts: { host: string; port: number }[];
  username?: string;
  password?: string;
}

const PORTS = { sentinel: 26_379, cluster: 6_379 };
const SEVERAL = /^redis\+(sentinel|cluster):\/\/(?:((?:[^@/%]|%[\da-f]{2})*)@)?([^/@?#]+)(?:\/([^/?#]*))?$/i;

/** Null when it is no such address. */
export function parseRedisAddress(text: string): RedisAddress | null {
  const found = SEVERAL.exec(text);
  if (!found) return isSingle(text) ? { kind: 'single', url: text } : null;
  const kind = found[1] === 'sentinel' ? 'sentinel' : 'cluster';
  const hosts = (found[3] ?? '').split(',').map((host) => parseHost(host, PORTS[kind]));
  if (!hosts.every((host) => host !== null)) return null;
  const several = { hosts, ...credentials(found[2]) };
  return kind === 'cluster' ? { kind, ...several } : { kind, group: found[4] || 'mymaster', ...several };
}

function isSingle(text: string): boolean {
  return /^rediss?:\/\//.test(text) && URL.canParse(text);
}

function parseHost(text: string, usualPort: number): { host: string; port: number } | null {
  const found = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(text);
  if (!found?.[1]) return null;
  return { host: found[1].replace(/^\[|\]$/g, ''), port: Number(found[2] ?? usualPort) };
}

function credentials(text = ''): Pick<Several, 'username' | 'password'> {
  const [username = '', password = ''] = text.split(/:(.*)/s).map(decodeURIComponent);
  return { ...(username && { username }), ...(password && { password }) };
}
