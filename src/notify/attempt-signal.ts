/** That an attempt must end: an `AbortSignal`, or what is like one as far as it is needed here. */
export interface AttemptSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', act: () => void): void;
  removeEventListener(type: 'abort', act: () => void): void;
}

/** For a library that wants the platform's. */
export function abortSignalOf(limit: AttemptSignal): AbortSignal {
  if (limit instanceof AbortSignal) return limit;
  const controller = new AbortController();
  const abort = () => controller.abort(new Error('the attempt took too long'));
  if (limit.aborted) abort();
  else limit.addEventListener('abort', abort);
  return controller.signal;
}
