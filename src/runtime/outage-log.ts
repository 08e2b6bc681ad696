/** Warnings about a Redis that is away: one for each outage, not one for each attempt to reach it. Others are said as they come. */
import type { Log } from './observation.ts';
import { isOutage, toStoreError } from './store-errors.ts';

export type OutageLog = ReturnType<typeof createOutageLog>;

export function createOutageLog(log: Log) {
  let isSaid = false;
  let isClosed = false;

  return {
    warn(error: unknown, message: string, fields: object = {}): void {
      const isAway = isOutage(toStoreError(error));
      if (isAway && (isSaid || isClosed)) return;
      isSaid ||= isAway;
      log.warn({ err: wordsOf(error), ...fields }, message);
    },
    /** It answers again. */
    over(): void {
      isSaid = false;
    },
    /** From now on connections end because they are closed. */
    close(): void {
      isClosed = true;
    },
  };
}

/** With the words of the client library behind our own. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${wordsOf(error.cause)}`;
}
