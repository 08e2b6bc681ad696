/** Administration wants the key again after a while. Whoever shows the question registers here; the request that met it waits, and is sent again. */
let ask: (() => Promise<boolean>) | null = null;
let asking: Promise<boolean> | null = null;

/** @returns how to unregister */
export function whenKeyNeeded(question: () => Promise<boolean>): () => void {
  ask = question;
  return () => {
    if (ask === question) ask = null;
  };
}

/** True once the key was presented; false when the person would rather not. Several requests share one question. */
export function askForKey(): Promise<boolean> {
  asking ??= (ask?.() ?? Promise.resolve(false)).finally(() => {
    asking = null;
  });
  return asking;
}
