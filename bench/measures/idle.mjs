/** A pager that has nothing to do: what it and its Redis take. */
import { startPager } from '../pager.mjs';
import { residentBytes, startCpuMeter } from '../process-figures.mjs';
import { megabytes, percent } from '../show.mjs';

/** @type {import('../measures.mjs').Measure} */
export const idle = {
  name: 'idle',

  async measure(bench) {
    const { settleSeconds, idleSeconds } = bench;
    const pager = await startPager(bench);
    const { own, redis } = await pager.groups();
    await sleep(settleSeconds);
    const spent = startCpuMeter({ own, redis });
    await sleep(idleSeconds);
    const ms = spent();
    const share = (each) => (each === null ? null : each / (idleSeconds * 1_000));
    const memory = { own: residentBytes(own), redis: residentBytes(redis) };
    return {
      cpu: { own: share(ms.own), redis: share(ms.redis), both: share(sumOf(ms)) },
      memory: { ...memory, both: sumOf(memory) },
    };
  },

  goals: [
    {
      id: 'idle-cpu',
      what: 'Idle: of one core',
      better: 'lower',
      value: ({ cpu }) => cpu.both,
      show: percent,
      target: 0.02,
      floor: null,
      firstFloor: null,
      beside: ({ cpu }) => `pager ${percent(cpu.own)}, its Redis ${percent(cpu.redis)}`,
    },
    {
      id: 'idle-memory',
      what: 'Idle: resident memory, with its Redis',
      better: 'lower',
      value: ({ memory }) => memory.both,
      show: megabytes,
      target: 150e6,
      floor: null,
      firstFloor: null,
      beside: ({ memory }) => `pager ${megabytes(memory.own)}, its Redis ${megabytes(memory.redis)}`,
    },
  ],

  peers: () => [],
};

const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

const sumOf = ({ own, redis }) => (own === null || redis === null ? null : own + redis);
