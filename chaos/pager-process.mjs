/** One pager as a process: started, killed, paused and continued, with its clock set off, and each time that it was away. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTcpProxy } from './tcp-proxy.mjs';

/** @import { NodeOutage } from './types.d.mts' */

const PRELOADS = ['clock-preload.mjs', 'port-preload.mjs'].map((name) => fileURLToPath(new URL(name, import.meta.url)));
const READY_WITHIN_MS = 60_000;
/** As a supervisor does it. */
const RESTARTED_AFTER_MS = 500;

/**
 * @param {{ node: number; port: number; storePorts: number[]; main: string; folder: string; settings: Record<string, string> }} options
 *   `storePorts`: of the servers of the store, each of which it reaches through a proxy; `main`: the built program; `settings`: its environment beside its address
 */
export async function createPagerProcess({ node, port, storePorts, main, folder, settings }) {
  const home = join(folder, `pager-${node}`);
  mkdirSync(home, { recursive: true });
  const clockFile = join(home, 'clock');
  const stallFile = join(home, 'stalls');
  const logFile = join(home, 'log');
  const log = openSync(logFile, 'a');
  const toStore = await Promise.all(storePorts.map(startTcpProxy));
  const proxies = Object.fromEntries(storePorts.map((storePort, index) => [storePort, toStore[index]?.port]));
  const toPager = await startTcpProxy(port);
  /** @type {NodeOutage[]} */
  const outages = [];
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  let isKilled = true;
  let isUp = false;
  let isStopped = false;
  // However the campaign ends, nothing of it is left.
  process.once('exit', () => child?.kill('SIGKILL'));

  const away = (/** @type {NodeOutage['kind']} */ kind) => {
    outages.push({ node, kind, from: Date.now(), to: Number.POSITIVE_INFINITY });
  };
  const back = () => {
    for (const outage of outages) outage.to = Math.min(outage.to, Date.now());
  };

  const launch = () => {
    const environment = {
      ...process.env,
      ...settings,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: home,
      CHAOS_CLOCK_FILE: clockFile,
      CHAOS_STALL_FILE: stallFile,
      CHAOS_PORTS: JSON.stringify(proxies),
    };
    const args = ['--enable-source-maps', ...PRELOADS.flatMap((preload) => ['--import', preload]), main];
    return spawn(process.execPath, args, { env: environment, cwd: home, stdio: ['ignore', log, log] });
  };

  return {
    node,
    /** Through the proxy, as clients come. */
    url: `http://127.0.0.1:${toPager.port}`,
    /** Past the proxy. */
    directUrl: `http://127.0.0.1:${port}`,
    /** Its connections to clients, or to all servers of the store, end in the middle of their next answer. */
    cutClients: () => toPager.cutInAnswer(),
    cutStore() {
      for (const proxy of toStore) proxy.cutInAnswer();
    },
    /** Also those times in which the machine gave it none. @returns {NodeOutage[]} */
    outages: () => [...outages, ...stalls(stallFile, node, outages)],
    /** Resolves when it answers: one that ends before, since Redis is away, is started again. @throws when it does not answer */
    async start() {
      if (isStopped) return;
      isKilled = false;
      while (!isKilled && !isUp) {
        const started = launch();
        child = started;
        const hasEnded = () => isKilled || started.exitCode !== null;
        isUp = await answers(`http://127.0.0.1:${port}/healthz`, hasEnded, logFile);
        if (isUp) back();
        else await new Promise((resolve) => setTimeout(resolve, RESTARTED_AFTER_MS));
      }
    },
    /** It answers, as far as can be told from outside. */
    isUp: () => isUp,
    async kill() {
      if (!child || isKilled) return;
      isKilled = true;
      isUp = false;
      away('kill');
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    pause() {
      isUp = false;
      away('pause');
      child?.kill('SIGSTOP');
    },
    continue() {
      child?.kill('SIGCONT');
      isUp = true;
      back();
    },
    /** It ended though nobody killed it. */
    hasFailed: () => isUp && child !== undefined && (child.exitCode !== null || child.signalCode !== null),
    /** @param {number} offsetMs */
    setClock: (offsetMs) => writeFileSync(clockFile, String(offsetMs)),
    logFile,
    stop() {
      isStopped = true;
      isKilled = true;
      child?.kill('SIGKILL');
      for (const proxy of [...toStore, toPager]) proxy.stop();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof createPagerProcess>>} PagerProcess */

/** A pause is seen as a stall too: those are known already. @param {string} file @param {number} node @param {NodeOutage[]} known @returns {NodeOutage[]} */
function stalls(file, node, known) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const seen = lines.map((line) => /** @type {{ from: number; to: number }} */ (JSON.parse(line)));
  const isKnown = ({ from = 0, to = 0 }) => known.some((outage) => outage.from <= to && outage.to >= from);
  return seen.filter((stall) => !isKnown(stall)).map((stall) => ({ node, kind: 'starved', ...stall }));
}

/** False when it has ended. @param {string} url @param {() => boolean} hasEnded @param {string} log */
async function answers(url, hasEnded, log) {
  const until = performance.now() + READY_WITHIN_MS;
  while (!hasEnded()) {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
    if (response?.ok) return true;
    if (performance.now() > until) throw new Error(`a pager does not answer on ${url}: see ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
