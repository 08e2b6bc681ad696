/**
 * Failures of Redis, told apart. `StoreUnavailable`: nothing was done.
 * `OutcomeUnknown`: it may have been carried out. What Redis refused for another
 * reason, or is a bug, stays what it is.
 */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown';
}
/** It was carried out, and fewer replicas than asked for have it: it may be lost with its server. */
export class NotReplicated extends OutcomeUnknown {
  override name = 'NotReplicated';
}
/** Redis is at its `maxmemory`: nothing was written. */
export class StoreFull extends Error {
  override name = 'StoreFull';
}

/** Redis is away, or was for this command: later it may work. */
export function isOutage(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof OutcomeUnknown;
}

/** A command that writes: only what Redis itself answered says that nothing was done. */
export function writing<T>(command: () => Promise<T>): Promise<T> {
  return command().catch((error) => {
    const told = toStoreError(error);
    if (isStoreError(told) || (told as Error).name === 'ReplyError') throw told;
    throw new OutcomeUnknown(NO_ANSWER, { cause: error });
  });
}

/** A command that only reads: whatever became of it, nothing was done. */
export function reading<T>(command: () => Promise<T>): Promise<T> {
  return command().catch((error) => {
    const told = toStoreError(error);
    throw told instanceof OutcomeUnknown ? new StoreUnavailable(AWAY, { cause: error }) : told;
  });
}

/**
 * Tells a command that was never sent, or that Redis refused, from one that may have
 * been carried out. What is no failure of Redis comes back as it is.
 */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || isStoreError(error)) return error;
  const { message } = error;
  if (message.startsWith('OOM ')) return new StoreFull(message);
  if (REFUSED.test(message)) return new StoreUnavailable(`Redis can't do it now: ${message}`);
  // What the client library calls that is for the log.
  if (NOT_SENT.test(message)) return new StoreUnavailable(AWAY, { cause: error });
  return CUT_OFF.test(message) ? new OutcomeUnknown(NO_ANSWER, { cause: error }) : error;
}

/** The key holds another kind of value than what is stored there. */
export const isWrongType = (error: unknown): boolean => error instanceof Error && error.message.startsWith('WRONGTYPE');

function isStoreError(error: unknown): boolean {
  return isOutage(error) || error instanceof StoreFull;
}

const AWAY = 'Redis does not answer';
const NO_ANSWER = 'the connection to Redis broke before it answered';

/** It loads, is a replica, or the slot is moved. */
const REFUSED = /^(LOADING|READONLY|MASTERDOWN|NOREPLICAS|TRYAGAIN|MOVED|ASK|CLUSTERDOWN|MISCONF|BUSY)/;
/** There was no connection to send it on. */
const NOT_SENT = /Stream isn't writeable|Cluster isn't ready/;
/** What ioredis and sockets say when a connection ends under a command, or no answer comes in time. */
const CUT_OFF =
  /Connection is closed|Command (timed out|aborted)|max retries per request|Socket timeout|Cluster is disconnect|Node is disconnected|startup nodes|E(CONN|PIPE|TIMEDOUT|NOENT|HOST|NET|AI_)/;
