/** The figures beside their targets, for the terminal and for docs/benchmarks.md. */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { environmentOf, findRedisServer } from '../bin/redis-server.mjs';

const PAGE = new URL('../docs/benchmarks.md', import.meta.url);
const BEGIN = '<!-- written by `npm run bench` -->';
const END = '<!-- end -->';

/** @typedef {{what: string, figure: string, beside: string, target: string, isMet: boolean}} Row */

/** @returns {Row[]} of the measures that were made */
export function rowsOf({ 'repeated-alerts': repeated, 'new-incidents': opened, latency, timeouts, memory }) {
  return [
    repeated && {
      what: 'Repeated alerts on one unhealthy service',
      figure: `${perSecond(repeated.pager)}`,
      beside: `bare endpoint ${perSecond(repeated.bare)}: ratio ${repeated.ratio.toFixed(2)}`,
      target: 'ratio at least 0.4',
      isMet: repeated.ratio >= 0.4,
    },
    opened && {
      what: 'New incidents, each with its timer, each notified',
      figure: perSecond(opened.pager),
      beside: opened.alertmanager
        ? `Alertmanager ${perSecond(opened.alertmanager)}: ratio ${opened.ratio.toFixed(2)}`
        : 'no Alertmanager here',
      target: 'ratio at least 0.3',
      isMet: opened.ratio === null || opened.ratio >= 0.3,
    },
    latency && {
      what: 'Alert posted → notification at the gateway, 200 new incidents a second',
      figure: `median ${latency.median.toFixed(1)} ms, 99th percentile ${latency.p99.toFixed(1)} ms`,
      beside: `worst of ${latency.count} ${latency.worst.toFixed(0)} ms`,
      target: 'median under 10 ms, 99th percentile under 60 ms',
      isMet: latency.median < 10 && latency.p99 < 60,
    },
    timeouts && {
      what: `${timeouts.count} timeouts due within ${(timeouts.dueWithin / 1_000).toFixed(2)} s: the next level of all is notified`,
      figure: `${(timeouts.allWithin / 1_000).toFixed(2)} s after the first was due`,
      beside: `each late by ${timeouts.median.toFixed(0)} ms in the median, ${timeouts.p99.toFixed(0)} ms at the 99th percentile`,
      target: 'within 8 s',
      isMet: timeouts.allWithin <= 8_000,
    },
    memory && {
      what: 'Redis memory of a healthy service, its definition included',
      figure: `${memory.healthy.toFixed(0)} bytes`,
      beside: `of ${memory.services} services`,
      target: 'at most 1,024 bytes',
      isMet: memory.healthy <= 1_024,
    },
    memory && {
      what: 'Redis memory of a service with an open incident, timer and delivery included',
      figure: `${memory.open.toFixed(0)} bytes`,
      beside: `of ${memory.services} services`,
      target: 'at most 4,096 bytes',
      isMet: memory.open <= 4_096,
    },
  ].filter(Boolean);
}

/** @param {Row[]} rows @param {number} otherWork share of the processors */
export function printTable(rows, otherWork) {
  for (const { what, figure, beside, target, isMet } of rows) {
    console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}\n       ${figure}   (${beside}; target: ${target})`);
  }
  console.log(`\n${machine(otherWork)}`);
}

/** @param {Row[]} rows @param {number} otherWork share of the processors */
export function writeTable(rows, otherWork) {
  const lines = rows.map(
    ({ what, figure, beside, target, isMet }) =>
      `| ${what} | ${figure} | ${beside} | ${target} | ${isMet ? 'met' : 'missed'} |`,
  );
  const table = ['| what | figure | beside it | target | |', '|---|---|---|---|---|', ...lines].join('\n');
  const page = readFileSync(PAGE, 'utf8');
  const written = `${BEGIN}\n\n${table}\n\n${machine(otherWork)}\n\n${END}`;
  writeFileSync(
    PAGE,
    page.replace(page.slice(page.indexOf(BEGIN), page.indexOf(END) + END.length), () => written),
  );
  const biome = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));
  spawnSync(biome, ['format', '--write', fileURLToPath(PAGE)], { stdio: ['ignore', 'ignore', 2] });
}

function machine(otherWork) {
  const [first] = cpus();
  const server = findRedisServer();
  const redis = server
    ? /v=([\d.]+)/.exec(
        spawnSync(server.path, ['--version'], { argv0: server.argv0, env: environmentOf(server), encoding: 'utf8' })
          .stdout,
      )?.[1]
    : '?';
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `Measured on ${day}: ${cpus().length} cores (${first?.model.trim()}), ${memory} GB, Node ${process.versions.node}, Redis ${redis} with \`appendfsync always\`; load, peers and gateway on the same cores, which were busy with other things for up to ${Math.round(otherWork * 100)} % before a measure.`;
}

const perSecond = (rate) => `${Math.round(rate).toLocaleString('en')}/s`;
