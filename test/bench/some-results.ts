/** Results as a run gives them, with one row and one peer in each measure. */
import type { Made, Results } from '../../bench/report/results.mjs';

export const someMeasure = (name: string, value = 1): Made => ({
  name,
  measuredAt: '2026-11-24T10:00:00.000Z',
  otherWork: 0.02,
  rows: [
    {
      id: name,
      what: `What ${name} measures`,
      better: 'higher',
      value,
      target: 2,
      floor: 1,
      firstFloor: null,
      verdict: 'floor',
      shown: { value: `${value}/s`, target: '≥ 2/s', floor: '≥ 1/s', firstFloor: '', beside: 'a | b' },
    },
  ],
  peers: [{ what: `A peer of ${name}`, figure: '5/s', beside: 'CPU 1 µs' }],
  figures: { perSecond: value },
});

export const someResults = (...measures: Made[]): Results => ({
  schema: 1,
  build: '0123456789ab',
  machine: {
    cpu: 'Some CPU',
    cores: 2,
    memoryGb: 4,
    kernel: 'Linux 6',
    node: '20.19.0',
    redis: '7.0.15',
    fsync: 'always',
  },
  load: { generator: 'wrk 4.1.0', connections: 64 },
  sizes: { rounds: 5 },
  measures,
});
