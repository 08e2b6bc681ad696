/** The clocks that the runtime goes by, as an argument: tests move both together. */
export interface Clock {
  /** This node's clock, epoch ms. */
  now(): number;
  /** What is added to Redis' clock, ms: 0 but in tests. */
  redisShift(): number;
}

export const systemClock: Clock = { now: () => Date.now(), redisShift: () => 0 };
