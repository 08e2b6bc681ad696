/** Waits until something is so: the tests' only way to wait, since how long it takes is nobody's promise. */
const LOOK_EVERY_MS = 20;
const GIVE_UP_AFTER_MS = 25_000;

/**
 * @returns the first answer that is not false, null or undefined
 * @throws what the last look threw, or that it never became so
 */
export async function until<T>(
  look: () => T | Promise<T>,
  {
    withinMs = GIVE_UP_AFTER_MS,
    what = 'it never became so',
  }: { withinMs?: number; what?: string | (() => string) } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + withinMs;
  let failure: unknown = null;
  while (performance.now() < end) {
    try {
      const answer = await look();
      failure = null;
      if (answer !== false && answer !== null && answer !== undefined) return answer as NonNullable<Exclude<T, false>>;
    } catch (error) {
      failure = error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw failure ?? new Error(typeof what === 'string' ? what : what());
}
