/** Redis does not start, or does not answer: the machine's doing, or the settings', said in one line. */
export class RedisUnusable extends Error {
  override name = 'RedisUnusable';
}
