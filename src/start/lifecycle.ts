/** What a process opens, it closes in reverse; also when a later step fails, or when it is asked to stop in the middle. */
import type { Pager } from '../pager/types.ts';
import type { Log } from '../runtime/observation.ts';

/** Thrown by the step that was under way when the process was asked to stop. */
export class StoppedWhileStarting extends Error {
  override name = 'StoppedWhileStarting';
}

export type Lifecycle = ReturnType<typeof createLifecycle>;

export function createLifecycle({ log }: { log: Log }) {
  const opened: { name: string; close: () => unknown }[] = [];
  let isClosing = false;
  let closing: Promise<void> | null = null;

  async function closeAll(): Promise<void> {
    for (let last = opened.pop(); last; last = opened.pop()) {
      try {
        await last.close();
      } catch (err) {
        // The rest must be closed all the same.
        log.error({ err, part: last.name }, 'a part did not close');
      }
    }
  }

  return {
    /** @throws what `open` throws; StoppedWhileStarting when it was asked to stop meanwhile */
    async open<T>(name: string, open: () => T | Promise<T>, close: (opened: T) => unknown): Promise<T> {
      if (isClosing) throw new StoppedWhileStarting(name);
      const part = await open();
      opened.push({ name, close: () => close(part) });
      if (isClosing) {
        await closeAll();
        throw new StoppedWhileStarting(name);
      }
      return part;
    },

    /** Not ready from the moment on at which it is asked to stop, or begins to leave. */
    readiness:
      (ask: Pager['readiness'], isLeaving: () => boolean = () => false): Pager['readiness'] =>
      async () =>
        isClosing || isLeaving() ? [{ name: 'process', ok: false, detail: 'it is stopping' }] : await ask(),

    isClosing: () => isClosing,

    /** The same closing for every caller. */
    close(): Promise<void> {
      // Before the first part is asked to close, not after.
      isClosing = true;
      closing ??= closeAll();
      return closing;
    },
  };
}
