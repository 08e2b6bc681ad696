/**
 * All measures, in the order in which they are made and shown. One more is a file in
 * measures/ and a line here: what it compares, and with whom, stands in its file.
 *
 * @typedef {import('./report/goal.mjs').Goal} Goal
 * @typedef {{what: string, figure: string, beside: string}} Peer
 * @typedef {object} Measure
 * @property {string} name by which it is chosen on the command line
 * @property {(bench: import('./run.mjs').Bench) => Promise<any>} measure plain JSON; throws when anything was lost, doubled or refused
 * @property {Goal[]} goals what the figures must reach
 * @property {(figures: any) => Peer[]} peers what others reached in the same run
 */
import { batches } from './measures/batches.mjs';
import { consolePages } from './measures/console.mjs';
import { endToEnd } from './measures/end-to-end.mjs';
import { heartbeats } from './measures/heartbeats.mjs';
import { idle } from './measures/idle.mjs';
import { latency } from './measures/latency.mjs';
import { limits } from './measures/limits.mjs';
import { newIncidents } from './measures/new-incidents.mjs';
import { pagerdutyEvents } from './measures/pagerduty-events.mjs';
import { repeatedAlerts } from './measures/repeated-alerts.mjs';
import { restart } from './measures/restart.mjs';
import { scale } from './measures/scale.mjs';
import { timeouts } from './measures/timeouts.mjs';

/** @type {Measure[]} */
export const MEASURES = [
  repeatedAlerts,
  batches,
  newIncidents,
  pagerdutyEvents,
  latency,
  endToEnd,
  timeouts,
  scale,
  restart,
  heartbeats,
  consolePages,
  idle,
  limits,
];
