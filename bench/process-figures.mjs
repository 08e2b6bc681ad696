/** What processes take, as Linux counts it: CPU time and memory. Elsewhere nothing is known, and nothing is shown. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** @typedef {{pid: number, without?: number[]}} Group a process with all of its children, but for those that are counted by themselves */

const isKnown = existsSync('/proc/self/stat');
const ticksPerSecond = () => Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;
const MS_PER_TICK = isKnown ? 1_000 / ticksPerSecond() : 0;

/** @param {string} stat of /proc/<pid>/stat; the name in it may hold anything @returns {number} ticks in user and system mode, all threads */
export function ticksOf(stat) {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** @param {string} status of /proc/<pid>/status @param {'VmRSS' | 'VmHWM'} name now, or at most so far @returns {number} bytes */
export function memoryOf(status, name) {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return Number(kilobytes ?? Number.NaN) * 1_024;
}

/** @param {Group} group @returns {number | null} */
export const cpuMs = (group) => sum(group, 'stat', (stat) => ticksOf(stat) * MS_PER_TICK);

/** @param {Group} group @returns {number | null} */
export const residentBytes = (group) => sum(group, 'status', (status) => memoryOf(status, 'VmRSS'));

/** The most that it ever was. @param {Group} group @returns {number | null} */
export const peakBytes = (group) => sum(group, 'status', (status) => memoryOf(status, 'VmHWM'));

/**
 * @template {string} Name
 * @param {Record<Name, Group>} groups
 * @returns {() => Record<Name, number | null>} CPU time since, in ms, by name
 */
export function startCpuMeter(groups) {
  const before = Object.entries(groups).map(([name, group]) => ({ name, group, ms: cpuMs(group) }));
  return () =>
    Object.fromEntries(before.map(({ name, group, ms }) => [name, ms === null ? null : (cpuMs(group) ?? ms) - ms]));
}

function sum({ pid, without = [] }, file, figure) {
  if (!isKnown) return null;
  return familyOf(pid, without).reduce(
    (total, each) => total + figure(readFileSync(`/proc/${each}/${file}`, 'utf8')),
    0,
  );
}

function familyOf(pid, without) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.filter((child) => !without.includes(child)).flatMap((child) => familyOf(child, without))];
}
