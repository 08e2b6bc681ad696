/**
 * Calls the outside watchdog once a minute, as long as the self-check passes: its
 * silence is what pages somebody when the pager can't. So nothing is made up for: a
 * call that could not be made is not made later.
 */
import type { HeartbeatCall } from '../notify/heartbeat-call.ts';
import type { Log } from '../runtime/observation.ts';
import type { SelfCheckResult } from './self-check.ts';

const MINUTE = 60_000;

/** `called`: the watchdog took it; `unheard`: it did not; `withheld`: the self-check failed. */
export type Heartbeat = 'called' | 'unheard' | 'withheld';

export type Watchdog = ReturnType<typeof createWatchdog>;

export function createWatchdog({
  check,
  call,
  onBeat = () => undefined,
  everyMs = MINUTE,
  log,
}: {
  check: () => Promise<SelfCheckResult>;
  call: HeartbeatCall;
  onBeat?: (heartbeat: Heartbeat) => void;
  everyMs?: number;
  log: Log;
}) {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Heartbeat = 'called';

  async function beat(): Promise<Heartbeat> {
    const { passed, detail } = await check();
    // A node that stops is not the one to say that all is well.
    if (stopped) return 'withheld';
    const failure = passed ? await call() : null;
    const heartbeat = !passed ? 'withheld' : failure === null ? 'called' : 'unheard';
    // Said once, not each minute.
    if (heartbeat !== last) {
      if (heartbeat === 'withheld') log.error({ detail }, 'the self-check failed: the watchdog is not called');
      else if (heartbeat === 'unheard') log.warn({ detail: failure }, 'the watchdog could not be called');
      else log.info({}, 'the self-check passes and the watchdog is called again');
    }
    last = heartbeat;
    onBeat(heartbeat);
    return heartbeat;
  }

  function schedule(afterMs: number): void {
    timer = setTimeout(async () => {
      const beganAt = performance.now();
      await beat().catch((err) => log.error({ err }, 'the heartbeat failed'));
      if (!stopped) schedule(Math.max(0, everyMs - (performance.now() - beganAt)));
    }, afterMs);
  }

  return {
    beat,
    start: () => schedule(0),
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
