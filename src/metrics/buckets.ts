/** Upper bounds of the histograms' buckets, in seconds. */

/** From "at once" over the sweeper's second to "something is very wrong". */
export const LATENESS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300];
/** Answers, of Redis and of ourselves. */
export const ANSWER_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
