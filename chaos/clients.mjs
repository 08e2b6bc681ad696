/**
 * The monitoring tools and people of a campaign: they send what was planned, when it
 * was planned, to any pager, and send again with the same key what was not answered.
 * Everything that is asked and answered stands in the history, a JSON line each.
 */
import { Agent, request } from 'node:http';
import { batchRequestOf, readAnswer, requestOf } from './requests.mjs';

/** @import { AskedEvent, PlannedEvent } from './types.d.mts' */
/** @import { Random } from './random.mjs' */

const SECOND = 1_000;
const ANSWER_WITHIN_MS = 4 * SECOND;
const LONGEST_PAUSE = 8;
const PLANNED_IS_LATE_MS = 50;

/**
 * @param {{ urls: string[]; apiKey: string; random: Random; write: (line: object) => void }} options
 *   `urls`: of all pagers; `write`: appends to the history
 */
export function createClients({ urls, apiKey, random, write }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  /** @type {Map<string, AskedEvent>} */
  const asked = new Map();
  /** @type {Set<Promise<void>>} */
  const underWay = new Set();
  /** @type {Set<NodeJS.Timeout>} */
  const planned = new Set();

  /** @param {PlannedEvent[]} events one, or those of one batch */
  async function sendUntilAnswered(events) {
    let open = events;
    for (let attempt = 1; open.length > 0; attempt++) {
      const node = attempt === 1 && isBatch(open) ? collectorOf(open) : random.whole(0, urls.length - 1);
      noteSending(open, node, attempt);
      const readings = await attemptOf(open, urls[node] ?? '');
      open = open.filter((event, index) => {
        const reading = readings[index] ?? { again: true };
        noteReading(event, reading);
        return 'again' in reading && !event.givesUp;
      });
      if (open.length > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs(attempt)));
    }
  }

  /** The batches of a service come from one collector, which knows one address. @param {PlannedEvent[]} events */
  const collectorOf = (events) => Number(events[0]?.service.slice(-3)) % urls.length;

  /** Longer each time, so that those who wait don't keep a slow system from answering. @param {number} attempt */
  const pauseMs = (attempt) => random.whole(100, SECOND) * Math.min(attempt, LONGEST_PAUSE);

  /** @param {PlannedEvent[]} events @param {string} url @returns {Promise<import('./requests.mjs').Reading[]>} */
  async function attemptOf(events, url) {
    const [first] = events;
    if (!first) return [];
    const { path, body, idempotencyKey } = {
      idempotencyKey: undefined,
      ...(isBatch(events) ? batchRequestOf(events) : requestOf(first)),
    };
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${apiKey}`,
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    const answer = await post(`${url}${path}`, headers, body, agent);
    if (answer === null) return events.map(() => ({ again: true }));
    if (!isBatch(events) || answer.status !== 200) return events.map(() => readAnswer(answer.status, answer.body));
    const { results } = /** @type {{ results: { status: number }[] }} */ (answer.body);
    return results.map((result) => readAnswer(result.status, result));
  }

  /** @param {PlannedEvent[]} events @param {number} node @param {number} attempt */
  function noteSending(events, node, attempt) {
    const at = Date.now();
    for (const { ref, service, type, key } of events) {
      const known = asked.get(ref);
      if (known) known.attempts = attempt;
      else {
        const named = key === undefined ? {} : { key };
        const unanswered = { sentAt: at, attempts: 1, answeredAt: null, answer: null, unexpected: [] };
        asked.set(ref, { ref, service, type, ...named, ...unanswered });
      }
      write({ at, asked: ref, node, attempt, ...(attempt === 1 && { service, type, key }) });
    }
  }

  /** @param {PlannedEvent} event @param {import('./requests.mjs').Reading} reading */
  function noteReading({ ref }, reading) {
    const at = Date.now();
    const event = asked.get(ref);
    if (event && 'answer' in reading) Object.assign(event, { answeredAt: at, answer: reading.answer });
    if (event && 'unexpected' in reading) event.unexpected.push(reading.unexpected);
    write({ at, answered: ref, ...reading });
  }

  /** @param {PlannedEvent[]} events */
  function launch(events) {
    const sending = sendUntilAnswered(events).finally(() => underWay.delete(sending));
    underWay.add(sending);
  }

  return {
    asked,
    /** Sends each event at its time. @param {PlannedEvent[]} events by time */
    follow(events) {
      for (const group of groupBatches(events)) {
        const timer = setTimeout(() => {
          planned.delete(timer);
          launch(group);
        }, group[0]?.atMs);
        planned.add(timer);
      }
    },
    launch,
    /** Resolves when everything that was planned is sent, however late, and answered or given up. */
    async settled() {
      while (planned.size + underWay.size > 0) {
        await Promise.all(underWay);
        if (planned.size > 0) await new Promise((resolve) => setTimeout(resolve, PLANNED_IS_LATE_MS));
      }
    },
    stop() {
      for (const timer of planned) clearTimeout(timer);
      agent.destroy();
    },
  };
}

/** @param {PlannedEvent[]} events */
const isBatch = (events) => events[0]?.batch !== undefined;

/** @param {PlannedEvent[]} events */
function groupBatches(events) {
  /** @type {Map<string, PlannedEvent[]>} */
  const groups = new Map();
  for (const event of events) {
    const name = event.batch ?? event.ref;
    groups.set(name, [...(groups.get(name) ?? []), event]);
  }
  return groups.values();
}

/**
 * Null when no whole answer came.
 * @param {string} url @param {Record<string, string>} headers @param {object} body @param {Agent} agent
 * @returns {Promise<{ status: number; body: unknown } | null>}
 */
function post(url, headers, body, agent) {
  return new Promise((resolve) => {
    const sent = request(
      url,
      { method: 'POST', headers, agent, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) },
      (response) => {
        response.toArray().then(
          (chunks) => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve(response.complete ? { status: response.statusCode ?? 0, body: parse(text) } : null);
          },
          () => resolve(null),
        );
      },
    );
    sent.on('error', () => resolve(null));
    sent.end(JSON.stringify(body));
  });
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
