/** Milliseconds on the machine's monotonic clock, the same for all processes. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;
