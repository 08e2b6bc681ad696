/**
 * Which server of a cluster holds which slot, and a plain connection to each of
 * them. What a server refuses because the slot lies elsewhere was not carried out,
 * so it is asked for there; a script in a slot that is being moved is not: it would
 * find half of its keys. Learned again whenever a server says so or is away.
 */
import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { slotOf } from '../runtime/keys.ts';
import type { Router, ServerLink } from './routed-connection.ts';

const SECOND = 1_000;
const LOOK_EVERY_MS = SECOND / 4;
/** The map of a cluster that is well is looked at this often. */
const REFRESH_EVERY_MS = 5 * SECOND;
const READY_WITHIN_MS = SECOND;

export interface Host {
  host: string;
  port: number;
}

export interface ClusterRouter extends Router {
  /** Every slot is served, and its server is connected. */
  isReady(): boolean;
  close(): void;
}

/** @param open a connection that neither queues nor sends again, and comes back by itself */
export function createClusterRouter({
  seeds,
  open,
}: {
  seeds: Host[];
  open: (host: Host) => ServerLink & { close(): void };
}): ClusterRouter {
  const events = new EventEmitter();
  const servers = new Map<string, ReturnType<typeof open>>();
  const seedAddresses = seeds.map(addressOf);
  let slots: (string | undefined)[] = [];
  let owners: string[] = [];
  let refreshedAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<void> | null = null;
  let turn = 0;

  function linkTo(address: string): ServerLink {
    const known = servers.get(address);
    if (known) return known;
    const link = open(hostOf(address));
    servers.set(address, link);
    link.redis.on('close', () => {
      events.emit('close');
      refreshedAt = Number.NEGATIVE_INFINITY;
    });
    return link;
  }

  const isConnected = (address: string) =>
    servers.get(address)?.connections.every(({ status }) => status === 'ready') ?? false;
  const isReady = () => owners.length > 0 && slots.every((owner) => owner !== undefined) && owners.every(isConnected);

  /** Asks one that answers, another one each time: a server that was cut off from the rest knows the old map. */
  async function refresh(): Promise<void> {
    const known = [...new Set([...owners, ...servers.keys(), ...seedAddresses])];
    const from = turn++;
    for (let i = 0; i < known.length; i++) {
      const address = known[(from + i) % known.length] ?? '';
      const { redis } = linkTo(address);
      if (!(await becomesReady(redis))) continue;
      try {
        apply(readSlots((await redis.call('CLUSTER', 'SLOTS')) as SlotRange[], hostOf(address).host));
        refreshedAt = performance.now();
        return;
      } catch {
        // It knows no cluster, or went away: the next one is asked.
      }
    }
  }

  function apply(next: string[]): void {
    // A map with holes is that of a cluster that comes up, or of a server that was just reset.
    if (next.length < SLOTS || !Array.from(next).every((owner) => owner !== undefined)) return;
    const before = owners.join();
    slots = next;
    owners = [...new Set(next)].sort();
    for (const address of owners) linkTo(address);
    for (const [address, link] of servers) {
      if (owners.includes(address)) continue;
      servers.delete(address);
      link.close();
    }
    if (before !== owners.join()) events.emit('close');
  }

  function look(): void {
    if (refreshing || (isReady() && performance.now() - refreshedAt < REFRESH_EVERY_MS)) return;
    refreshing = refresh().finally(() => {
      refreshing = null;
    });
  }
  const timer = setInterval(look, LOOK_EVERY_MS);
  look();

  return {
    events,
    isReady,
    links: () => owners.map(linkTo),

    async at(key, isScript, act) {
      const slot = slotOf(taggedPart(key));
      const owner = slots[slot];
      if (owner === undefined) throw new Error(`Cluster isn't ready: nobody is known to hold slot ${slot}`);
      try {
        return await act(linkTo(owner));
      } catch (error) {
        const told = readRedirection(error, hostOf(owner).host);
        if (!told) throw error;
        refreshedAt = Number.NEGATIVE_INFINITY;
        if (told.kind === 'ASK' && isScript) throw error;
        const link = linkTo(told.address);
        if (!(await becomesReady(link.redis))) throw error;
        if (told.kind === 'ASK') return await act(asking(link));
        slots[slot] = told.address;
        return await act(link);
      }
    },

    close() {
      clearInterval(timer);
      for (const link of servers.values()) link.close();
    },
  };
}

const SLOTS = 16_384;
type SlotRange = [from: number, to: number, master: [host: string | null, port: number], ...rest: unknown[]];

/** By slot, who holds it. A server that does not know its own name is where it was asked. */
function readSlots(ranges: SlotRange[], askedHost: string): string[] {
  const owners: string[] = [];
  for (const [from, to, [host, port]] of ranges) {
    for (let slot = from; slot <= to; slot++) owners[slot] = addressOf({ host: host || askedHost, port });
  }
  return owners;
}

function readRedirection(error: unknown, askedHost: string): { kind: string; address: string } | null {
  const found = error instanceof Error && /^(MOVED|ASK) \d+ (\S*):(\d+)$/.exec(error.message);
  if (!found) return null;
  return { kind: found[1] ?? '', address: addressOf({ host: found[2] || askedHost, port: Number(found[3]) }) };
}

/** The next command on it is taken although the slot is not its own yet: both go out together. */
function asking({ redis }: ServerLink): ServerLink {
  const once = new Proxy(redis, {
    get:
      (target, name) =>
      async (...args: (string | number)[]) => {
        const pipeline = target.pipeline().call('ASKING').call(String(name), args.flat());
        const [, [error, reply] = [new Error('no answer'), null]] = (await pipeline.exec()) ?? [];
        if (error) throw error;
        return reply;
      },
  });
  return { redis: once, confirmed: null, connections: [] };
}

function becomesReady(redis: Redis): Promise<boolean> {
  if (redis.status === 'ready') return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (isReady: boolean) => {
      clearTimeout(timer);
      redis.off('ready', onReady).off('close', onClose);
      resolve(isReady);
    };
    const onReady = () => end(true);
    const onClose = () => end(false);
    const timer = setTimeout(() => end(false), READY_WITHIN_MS);
    redis.on('ready', onReady).on('close', onClose);
  });
}

/** What of a key decides its slot: between the first braces, if there is anything. */
const taggedPart = (key: string): string => /\{([^}]+)\}/.exec(key)?.[1] ?? key;
const addressOf = ({ host, port }: Host): string => `${host}:${port}`;
const hostOf = (address: string): Host => {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
};
