/**
 * A pager with many open incidents is killed and started again, and later stopped and
 * started together with its Redis, while their timeouts fall due one after the other:
 * when is it ready, and how late is the latest timer?
 */
import { now } from '../now.mjs';
import { postAlert, putService, startPager } from '../pager.mjs';
import { milliseconds, number, seconds } from '../show.mjs';
import { quantile } from '../statistics.mjs';
import { latenessOfTimers } from '../timers-lateness.mjs';

const SECOND = 1_000;

/** @type {import('../measures.mjs').Measure} */
export const restart = {
  name: 'restart',

  async measure(bench) {
    const { generator, receiver, restartIncidents: count, restartSeconds, restartQuietSeconds } = bench;
    const pager = await startPager(bench);
    // The first is due when the last is open, and a bit of time has passed.
    const timeoutSeconds = restartSeconds + restartQuietSeconds;
    await receiver.ask({ type: 'reset' });
    await pager.putPolicy('bench', `${timeoutSeconds}s`);
    await generator.numbered({ port: pager.port, template: putService(pager, 'bench'), count });
    const perSecond = count / restartSeconds;
    const { sentAt } = await generator.paced({ port: pager.port, template: postAlert(pager), count, perSecond });
    const untilShare = (share) => sleepUntil(sentAt[Math.floor(share * count)] + timeoutSeconds * SECOND);
    await untilShare(0.25);
    const killed = await pager.restart('SIGKILL');
    await untilShare(0.65);
    const stopped = await pager.restart('SIGTERM');
    await receiver.ask({ type: 'arrivals', count: 2 * count, withinMs: 60_000 });
    const lateness = await latenessOfTimers(
      pager,
      Array.from({ length: count }, (_, n) => n),
      () => timeoutSeconds * SECOND,
    );
    return {
      count,
      killed,
      stopped,
      readyMs: Math.max(killed.readyMs, stopped.readyMs),
      worst: Math.max(...lateness),
      p50: quantile(lateness, 0.5),
    };
  },

  goals: [
    {
      id: 'restart-ready',
      what: 'Restart with open incidents: ready after',
      better: 'lower',
      value: (figures) => figures.readyMs,
      show: seconds,
      target: 2 * SECOND,
      floor: 10 * SECOND,
      firstFloor: null,
      beside: ({ count, killed, stopped }) =>
        `${number(count)} open; killed: ${seconds(killed.readyMs)}; stopped (${seconds(stopped.stopMs)}) and started with its Redis: ${seconds(stopped.readyMs)}`,
    },
    {
      id: 'restart-lateness',
      what: 'The latest of the timers that fell due around both restarts',
      better: 'lower',
      value: (figures) => figures.worst,
      show: seconds,
      target: 3 * SECOND,
      floor: null,
      firstFloor: null,
      beside: ({ p50 }) => `the time without a pager counted; median ${milliseconds(p50)}`,
    },
  ],

  peers: () => [],
};

const sleepUntil = (at) => new Promise((resolve) => setTimeout(resolve, at - now()));
