/**
 * The call by which an outside watchdog knows that the pager lives. GET, which all of
 * them take (healthchecks.io, Uptime Kuma, Better Stack, Dead Man's Snitch). The
 * address is a secret: who knows it can keep the watchdog quiet.
 */
const WITHIN_MS = 10_000;

/** Null: it was taken; else why not. */
export type HeartbeatCall = () => Promise<string | null>;

export function createHeartbeatCall(url: string): HeartbeatCall {
  return async () => {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS), redirect: 'follow' });
      await answer.body?.cancel();
      return answer.ok ? null : `it answered ${answer.status}`;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return cause instanceof Error ? cause.message : String(cause);
    }
  };
}
