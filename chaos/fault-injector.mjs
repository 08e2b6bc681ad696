/** Does to the running system what the schedule says, and undoes it in time. What is under way when it stops is undone at once. */
import { Queue } from 'bullmq';

/** @import { Fault, FaultKind } from './types.d.mts' */
/** @import { PagerProcess } from './pager-process.mjs' */
/** @import { Store } from './store.mjs' */
/** @import { GatewayBook } from './gateways.mjs' */

/**
 * @param {{ pagers: PagerProcess[]; store: Store; book: GatewayBook; queuePrefix: string; write: (line: object) => void }} system
 *   `write`: appends to the history
 */
export function createFaultInjector({ pagers, store, book, queuePrefix, write }) {
  /** @type {{ at: number; kind: FaultKind; node: number | null }[]} */
  const done = [];
  /** @type {Set<NodeJS.Timeout>} */
  const planned = new Set();
  /** Ends of faults that last. @type {Set<{ end: () => void }>} */
  const lasting = new Set();
  /** @type {Promise<unknown>[]} */
  const underWay = [];
  /** One at a time: a server is not killed while another starts, or slots are moved. */
  let storeWork = Promise.resolve();

  const later = (/** @type {number} */ ms, /** @type {() => void} */ act) => {
    const timer = setTimeout(() => {
      planned.delete(timer);
      act();
    }, ms);
    planned.add(timer);
  };

  /** @param {number} ms @param {() => unknown} undo */
  function lasts(ms, undo) {
    const entry = {
      end: () => {
        if (!lasting.delete(entry)) return;
        underWay.push(Promise.resolve(undo()));
      },
    };
    lasting.add(entry);
    later(ms, entry.end);
  }

  /** @param {() => Promise<void>} work */
  function afterOthers(work) {
    storeWork = storeWork.then(work);
    return storeWork;
  }

  /** @param {string} name @param {(queue: Queue) => Promise<unknown>} act */
  async function onQueue(name, act) {
    const connection = store.client();
    const queue = new Queue(name, { prefix: queuePrefix, connection });
    queue.on('error', () => undefined);
    // Redis may be killed meanwhile; then the fault was that.
    await act(queue).catch(() => undefined);
    await queue.close().catch(() => undefined);
    connection.disconnect();
  }

  /** @param {Fault} fault */
  function inject({ kind, node = 0, forMs = 0, name = '', byMs = 0 }) {
    const pager = pagers[node];
    if (!pager) throw new Error(`there is no pager ${node}`);
    /** @satisfies {Record<FaultKind, () => unknown>} */
    const acts = {
      async killPager() {
        await pager.kill();
        lasts(forMs, () => pager.start());
      },
      pausePager() {
        pager.pause();
        lasts(forMs, () => pager.continue());
      },
      killRedis() {
        return afterOthers(async () => {
          await store.kill();
          await new Promise((resolve) => setTimeout(resolve, forMs));
          await store.restart();
        });
      },
      moveSlots: () => afterOthers(store.moveSlots),
      cutClient: pager.cutClients,
      cutRedis: pager.cutStore,
      gatewayHangs: () => moody(name, 'hangs', forMs),
      gatewayFails: () => moody(name, 'fails', forMs),
      gatewayLate: () => moody(name, 'late', forMs),
      obliterateQueue: () => onQueue(name, (queue) => queue.obliterate({ force: true })),
      promoteJobs: () => onQueue(name, (queue) => queue.promoteJobs()),
      async pauseQueue() {
        await onQueue(name, (queue) => queue.pause());
        lasts(forMs, () => onQueue(name, (queue) => queue.resume()));
      },
      jumpClock() {
        pager.setClock(byMs);
        lasts(forMs, () => pager.setClock(0));
      },
    };
    underWay.push(Promise.resolve(acts[kind]()));
  }

  /** @param {string} channel @param {import('./gateways.mjs').Mood} mood @param {number} forMs */
  function moody(channel, mood, forMs) {
    book.behave(channel, mood);
    lasts(forMs, () => book.behave(channel, 'well'));
  }

  return {
    done,
    /** @param {Fault[]} faults */
    follow(faults) {
      for (const fault of faults) {
        later(fault.atMs, () => {
          const node = fault.node ?? null;
          // It is away already, longer than was planned: a slow machine starts a pager slowly.
          if (node !== null && !pagers[node]?.isUp()) return write({ at: Date.now(), passedOver: fault });
          done.push({ at: Date.now(), kind: fault.kind, node });
          write({ at: Date.now(), fault });
          inject(fault);
        });
      }
    },
    /** Starts nothing more and undoes what lasts. Resolves when everything runs again. */
    async stop() {
      for (const timer of planned) clearTimeout(timer);
      for (const entry of [...lasting]) entry.end();
      for (let i = 0; i < underWay.length; i++) await underWay[i];
      // A kill that was under way has set its restart meanwhile.
      for (const entry of [...lasting]) entry.end();
      for (let i = 0; i < underWay.length; i++) await underWay[i];
    },
  };
}
