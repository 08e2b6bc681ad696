/** Figures as people read them. Null, where nothing could be measured, is a dash. */

/** @param {(value: number) => string} write @returns {(value: number | null) => string} */
const known = (write) => (value) => (value === null || !Number.isFinite(value) ? '–' : write(value));

export const rate = known((perSecond) => `${Math.round(perSecond).toLocaleString('en')}/s`);
export const number = known((value) => value.toLocaleString('en'));
export const ratio = known((value) => value.toFixed(2));
export const milliseconds = known((ms) =>
  ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString('en')} ms`,
);
export const seconds = known((ms) => `${(ms / 1_000).toFixed(2)} s`);
export const microseconds = known((us) =>
  us < 10 ? `${us.toFixed(1)} µs` : `${Math.round(us).toLocaleString('en')} µs`,
);
export const bytes = known((value) => `${Math.round(value).toLocaleString('en')} B`);
export const kilobytes = known((value) => `${Math.round(value / 1e3)} KB`);
export const megabytes = known((value) => `${Math.round(value / 1e6)} MB`);
export const percent = known((share) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`);

/** @param {{ownCpuUs: number | null, redisCpuUs?: number | null}} figures of one event */
export const cpu = ({ ownCpuUs, redisCpuUs }) =>
  redisCpuUs === undefined
    ? microseconds(ownCpuUs)
    : `${microseconds(ownCpuUs)} and its Redis ${microseconds(redisCpuUs)}`;
