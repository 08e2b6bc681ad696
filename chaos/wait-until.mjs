/** Waits until something is so; a look that fails is no answer yet. */
const LOOK_EVERY_MS = 20;

/** @param {() => boolean | Promise<boolean>} look @param {{ withinMs?: number }} options @throws what the last look threw, or that it never became so */
export async function waitUntil(look, { withinMs = 25_000 } = {}) {
  const end = performance.now() + withinMs;
  /** @type {unknown} */
  let failure;
  while (performance.now() < end) {
    try {
      if (await look()) return;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw failure ?? new Error('it never became so');
}
