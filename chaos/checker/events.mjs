/**
 * Promise: every event answered 2xx is in the timeline, or counted in its key's
 * entry, exactly once; every other at most once. Pure.
 */
import { groupBy } from './record.mjs';

/** @import { AskedEvent, Line, LineEvent, Violation } from '../types.d.mts' */
/** @import { Incident, RunRecord } from './record.mjs' */

/** Of what came while a service was healthy the pager keeps so many lines. */
const LINES_OUTSIDE_INCIDENTS = 20;
/** Of an incident's alerts so many get a line within a minute; beyond that a repetition is only counted. */
const LINES_A_MINUTE = 10;

/** @param {RunRecord} record @returns {{ violations: Violation[]; figures: Record<string, number> }} */
export function checkEvents(record) {
  const found = findEvents(record);
  const missing = [];
  /** @type {Violation[]} */
  const violations = [];
  for (const event of record.run.asked) {
    const times = found.get(nameOf(event))?.length ?? 0;
    if (times > 1) violations.push(violation(record, event, `is in the timeline ${times} times`, found));
    for (const status of event.unexpected) violations.push(violation(record, event, `was answered ${status}`, found));
    if (times === 0 && event.answer) missing.push(event);
  }
  const { lost, counted, unjudged } = explainMissing(record, missing, found);
  violations.push(...lost.map((event) => violation(record, event, 'was answered 2xx and is nowhere', found)));
  violations.push(...notShown(record));
  return { violations, figures: { eventsLost: lost.length, eventsCountedOnly: counted, eventsUnjudged: unjudged } };
}

/** What stands in the store is also what the API shows. @param {RunRecord} record @returns {Violation[]} */
function notShown({ run, incidents }) {
  return incidents.flatMap(({ stored, steps }) => {
    const shown = run.shown[stored.id];
    if (!shown) return [];
    const names = steps.map(({ event }) => (event.type === 'alert' ? event.summary : event.by));
    const hidden = names.filter((name) => name && !shown.includes(name));
    const what = `${hidden[0]} stands in the timeline of ${stored.id}, and the API does not show it`;
    return hidden.length > 0 ? [{ promise: 'events', what, evidence: shown.map((name) => `shown: ${name}`) }] : [];
  });
}

/** An alert, an ack and a healthy event carry their name; a resolve is known by its key. @param {Pick<AskedEvent, 'service' | 'type' | 'key' | 'ref'>} event */
const nameOf = ({ service, type, key, ref }) => (type === 'resolve' ? `${service} resolves ${key}` : ref);

/** @param {string} service @param {LineEvent} event */
function nameOfLine(service, { type, key, summary, by }) {
  if (type === 'resolve') return `${service} resolves ${key}`;
  return type === 'alert' ? summary : by;
}

/** Where each event stands. @param {RunRecord} record @returns {Map<string, { list: string; at: number }[]>} */
function findEvents({ run, incidents }) {
  const serviceOf = new Map(incidents.map(({ stored }) => [stored.uid, stored.service]));
  /** @type {{ name: string; list: string; at: number }[]} */
  const places = [];
  for (const [list, lines] of Object.entries(run.store.timelines)) {
    // A timeline of an incident that nobody knows any more doesn't count: nobody can find what stands there.
    const service = list.startsWith('service/') ? list.slice('service/'.length) : serviceOf.get(list);
    if (service === undefined) continue;
    for (const line of lines) {
      const name = 'event' in line ? nameOfLine(service, line.event) : null;
      if (name) places.push({ name, list, at: 'at' in line ? line.at : 0 });
    }
  }
  return groupBy(places, ({ name }) => name);
}

/**
 * Not every answered event has a line: repetitions beyond the rate are counted in their key's entry, and of what came
 * outside incidents only the newest is kept.
 * @param {RunRecord} record @param {AskedEvent[]} missing @param {Map<string, unknown[]>} found
 */
function explainMissing(record, missing, found) {
  let counted = 0;
  let unjudged = 0;
  /** @type {AskedEvent[]} */
  const lost = [];
  for (const group of groupBy(missing, ({ service, type, key }) => `${service} ${type} ${key}`).values()) {
    const [first] = group;
    const room = first?.type === 'alert' ? countedOnly(record, first) + countedAndResolved(record, first, found) : 0;
    counted += Math.min(room, group.length);
    for (const event of group.slice(Math.min(room, group.length))) {
      if (isTrimmed(record, event)) unjudged++;
      else lost.push(event);
    }
  }
  return { lost, counted, unjudged };
}

/** It had as many alerts as there are lines for. @param {Incident} incident */
const isLoud = ({ steps }) => steps.filter(({ event }) => event.type === 'alert').length >= LINES_A_MINUTE;

/** How many alerts of that key are in its entries and have no line. @param {RunRecord} record @param {AskedEvent} alert */
function countedOnly({ incidents }, { service, key = '' }) {
  const loud = incidents.filter((incident) => incident.stored.service === service && isLoud(incident));
  return loud.reduce((sum, { stored, steps }) => {
    const lines = steps.filter(({ event }) => event.type === 'alert' && event.key === key);
    return sum + Math.max(0, (stored.counts[key] ?? 0) - lines.length);
  }, 0);
}

/**
 * The entry of a key goes with its resolve, and then the count is not in the store any more. That the alerts were
 * committed is seen in the feed: as many more of that service than its timelines have lines for.
 * @param {RunRecord} record @param {AskedEvent} alert @param {Map<string, unknown[]>} found
 */
function countedAndResolved({ run, incidents }, { service, key = '' }, found) {
  if (!found.has(nameOf({ service, type: 'resolve', key, ref: '' }))) return 0;
  if (!incidents.some((incident) => incident.stored.service === service && isLoud(incident))) return 0;
  const committed = run.commits.filter((commit) => commit.service === service).flatMap(({ steps }) => steps);
  const withLine = run.asked.filter(
    (event) => event.service === service && event.type === 'alert' && found.has(event.ref),
  );
  return Math.max(0, committed.filter(({ type }) => type === 'alert').length - withLine.length);
}

/** Its line was among older ones that made room. @param {RunRecord} record @param {AskedEvent} event */
function isTrimmed({ run }, { service, answer, sentAt }) {
  if (answer?.reason !== 'not_unhealthy') return false;
  const lines = /** @type {Line[]} */ (run.store.timelines[`service/${service}`] ?? []);
  const oldest = lines[0];
  return lines.length >= LINES_OUTSIDE_INCIDENTS && oldest !== undefined && 'at' in oldest && sentAt <= oldest.at;
}

/** @param {RunRecord} record @param {AskedEvent} event @param {string} what @param {Map<string, { list: string; at: number }[]>} found @returns {Violation} */
function violation({ clock, incidents }, event, what, found) {
  const { ref, service, type, key, sentAt, attempts, answeredAt, answer } = event;
  const nameOfList = (/** @type {string} */ uid) =>
    incidents.find(({ stored }) => stored.uid === uid)?.stored.id ?? uid;
  return {
    promise: 'events',
    what: `${type} ${ref}${key === undefined ? '' : ` (key ${key})`} on ${service} ${what}`,
    evidence: [
      `${clock(sentAt)} sent, ${attempts} attempts`,
      answeredAt === null ? 'never answered' : `${clock(answeredAt)} answered: ${JSON.stringify(answer)}`,
      ...(found.get(nameOf(event)) ?? []).map(
        ({ list, at }) => `${clock(at)} stands in the timeline of ${nameOfList(list)}`,
      ),
    ],
  };
}
