/** SIGTERM and Ctrl-C: the first lets the process finish what it began, a second one ends it at once. */
const SECOND = 1_000;
/** `npm start` passes a Ctrl-C on that the terminal has already sent to everybody: that copy is no second wish. */
const SAME_WISH_MS = SECOND / 2;
const STOP_WITHIN_MS = 9.5 * SECOND;
const NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

export function stopOnSignals({
  stop,
  exit,
  onTimeout,
  drainMs = 0,
}: {
  stop: (signal: string) => Promise<void>;
  exit: (code: number) => void;
  /** Told when stopping took too long, just before the process is ended all the same. */
  onTimeout: () => void;
  /** It may take that much longer. */
  drainMs?: number;
}): void {
  let askedAt: number | null = null;
  const handle = (signal: keyof typeof NUMBERS) => {
    if (askedAt !== null) {
      if (performance.now() - askedAt > SAME_WISH_MS) exit(128 + NUMBERS[signal]);
      return;
    }
    askedAt = performance.now();
    setTimeout(() => {
      onTimeout();
      exit(1);
    }, STOP_WITHIN_MS + drainMs).unref();
    stop(signal).then(
      () => exit(0),
      () => exit(1),
    );
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}
