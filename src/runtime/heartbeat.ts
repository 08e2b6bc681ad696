/**
 * Says once a second that this node lives, and hears which others do. A lease is
 * as good as its holder's heartbeat: after 4 s of silence others take over.
 */
import type { Log } from './observation.ts';
import type { Store } from './store.ts';

const BEAT_EVERY_MS = 1_000;

export interface Heartbeat {
  stop(): Promise<void>;
}

/** The first beat is awaited: a node that Redis hasn't heard of holds no lease. */
export async function startHeartbeat({ store, log }: { store: Store; log: Log }): Promise<Heartbeat> {
  await store.beat();
  let failing = false;
  const timer = setInterval(() => {
    store.beat().then(
      () => {
        if (failing) log.info({}, 'Redis answers again');
        failing = false;
      },
      (error) => {
        if (!failing) log.warn({ err: error }, 'Redis does not answer');
        failing = true;
      },
    );
  }, BEAT_EVERY_MS);

  return {
    async stop() {
      clearInterval(timer);
      // If Redis is away, others wait for the silence.
      await store.leave().catch(() => undefined);
    },
  };
}
