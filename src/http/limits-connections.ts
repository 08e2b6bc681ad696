/**
 * No address has more than so many connections. One more ends the one that has been idle
 * longest: a client that forgets its connections does not lock itself out, and one that
 * opens them and says nothing gains nothing. Only where each of them has a request under
 * way is the new one crowded: it is answered that it should come again, except for what
 * people do about incidents. As many again, and a connection is ended without a word.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Connections } from './connections.ts';
import { placeOf } from './limits-place.ts';

export interface ConnectionLimit {
  /** From the server's first connection on. */
  watch(server: Server, connections: Connections): void;
  isCrowded(socket: Socket): boolean;
}

export function createConnectionLimit(perAddress: number): ConnectionLimit {
  const byPlace = new Map<string, Set<Socket>>();
  const crowded = new WeakSet<Socket>();

  function hold(place: string, socket: Socket): Set<Socket> {
    const held = byPlace.get(place) ?? new Set();
    byPlace.set(place, held);
    held.add(socket);
    socket.once('close', () => {
      held.delete(socket);
      if (held.size === 0 && byPlace.get(place) === held) byPlace.delete(place);
    });
    return held;
  }

  return {
    isCrowded: (socket) => crowded.has(socket),
    watch(server, connections) {
      server.on('connection', (socket: Socket) => {
        const held = hold(placeOf(socket.remoteAddress ?? ''), socket);
        if (held.size <= perAddress || connections.closeLongestIdle(held, socket)) return;
        if (held.size > 2 * perAddress) socket.destroy();
        else crowded.add(socket);
      });
    },
  };
}
