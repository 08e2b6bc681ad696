/**
 * What one callback of the event loop writes to Redis goes out as one write: the answer
 * that twenty commits waited for lets all twenty go on at once, and each write of its own
 * is a system call here and a wake-up there. Nothing waits for the end of the loop's turn,
 * as with ioredis' automatic pipelines: Redis works on the first while the next are made.
 */
import type { Socket } from 'node:net';
import type { Redis } from 'ioredis';

export function gatherWrites(redis: Redis): Redis {
  redis.on('connect', () => gatherWritesOf(redis.stream as Socket));
  return redis;
}

function gatherWritesOf(socket: Socket): void {
  const write = socket.write.bind(socket) as (...written: unknown[]) => boolean;
  let isGathering = false;
  const gather = () => {
    if (isGathering) return;
    isGathering = true;
    socket.cork();
    process.nextTick(() => {
      isGathering = false;
      socket.uncork();
    });
  };
  // ioredis has no place of its own for this; a socket's `write` is all that it uses.
  socket.write = (...written: unknown[]): boolean => {
    gather();
    return write(...written);
  };
}
