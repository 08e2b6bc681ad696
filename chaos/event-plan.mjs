/**
 * What the clients send, and when: episodes of alerts, acks, resolves and healthy
 * events on each service. Pure, and the same for the same seed. Many events are
 * aimed at the moment at which a timeout is due, where the races are.
 */
import { createRandom } from './random.mjs';

/** @import { PlannedEvent, PlannedService, EventType } from './types.d.mts' */
/** @import { Random } from './random.mjs' */

const SECOND = 1_000;
/** Of those that get no answer; the others are sent until they get one. */
const GIVES_UP = 0.1;
/** From an alert's sending to its commit, about. */
const TO_COMMIT_MS = 8;
/** From a timer's due time to its commit, mostly. */
const FIRES_WITHIN_MS = 25;

/** `mixed`: every kind of episode; `flaps`: only the one in which an old timeout meets a new incident. @typedef {'mixed' | 'flaps'} Load */

/** @param {number} seed @param {PlannedService[]} services @param {number} durationMs @param {Load} load @returns {PlannedEvent[]} by time */
export function planEvents(seed, services, durationMs, load) {
  const random = createRandom(seed, 'events');
  const episodes = load === 'flaps' ? [flapsAsItTimesOut] : EPISODES;
  const events = services.flatMap((service) => planService(service, durationMs, episodes, random));
  return events.sort((a, b) => a.atMs - b.atMs);
}

/** @param {PlannedService} service @param {number} durationMs @param {Episode[]} episodes @param {Random} random */
function planService(service, durationMs, episodes, random) {
  /** @type {PlannedEvent[]} */
  const events = [];
  let atMs = random.whole(0, 15 * SECOND);
  for (let episode = 0; atMs < durationMs; episode++) {
    const act = service.loud ? flood : random.pick(episodes);
    const names = { alert: 0 };
    /** @type {Say} */
    const say = (type, delayMs, { key, batch } = {}) => {
      const ref = `${service.id}.${episode}.${events.length}`;
      const named = key === undefined ? {} : { key: `${episode}.${key}` };
      const event = {
        ref,
        atMs: atMs + delayMs,
        service: service.id,
        type,
        ...named,
        givesUp: random.chance(GIVES_UP),
      };
      events.push({ ...event, ...(batch !== undefined && { batch: `${service.id}.${episode}.${batch}` }) });
      if (type === 'alert') names.alert++;
    };
    const lastsMs = act(say, service, random);
    atMs += lastsMs + random.whole(2, 16) * SECOND;
  }
  return events.filter((event) => event.atMs < durationMs);
}

/** @typedef {(type: EventType, delayMs: number, more?: { key?: string; batch?: string }) => void} Say */
/** @typedef {(say: Say, service: PlannedService, random: Random) => number} Episode plans one, and says how long it lasts */

/** @param {PlannedService} service */
const firstTimeout = ({ levels }) => (levels[0]?.ackTimeoutMs ?? SECOND) + TO_COMMIT_MS;
/** @param {PlannedService} service */
const wholePolicy = ({ levels, repeat }) =>
  levels.reduce((sum, { ackTimeoutMs }) => sum + ackTimeoutMs, 0) * (repeat + 1);

/** @type {Episode} */
function acknowledgedSometime(say, service, random) {
  say('alert', 0, { key: 'a' });
  if (random.chance(0.4)) say('alert', random.whole(0, 4 * SECOND), { key: 'a' });
  if (random.chance(0.3)) say('alert', random.whole(0, 4 * SECOND), { key: 'b' });
  const ackMs = random.whole(50, wholePolicy(service));
  say('ack', ackMs);
  const closeMs = ackMs + random.whole(200, 6 * SECOND);
  say('healthy', closeMs);
  return closeMs;
}

/** @type {Episode} */
function acknowledgedAsItTimesOut(say, service, random) {
  say('alert', 0, { key: 'a' });
  const ackMs = firstTimeout(service) + random.whole(-40, 40);
  say('ack', ackMs);
  const closeMs = ackMs + random.whole(2, 7) * SECOND;
  say('healthy', closeMs);
  return closeMs;
}

/** Several monitoring tools see the same failure: all of them at one moment. @type {Episode} */
function openedByManyAtOnce(say, service, random) {
  const many = random.whole(2, 5);
  for (let i = 0; i < many; i++) say('alert', random.whole(0, 3), { key: `k${i % 2}` });
  const ackMs = random.whole(0, wholePolicy(service));
  say('ack', ackMs);
  say('ack', ackMs + random.whole(0, 3));
  const closeMs = ackMs + random.whole(1, 5) * SECOND;
  say('resolve', closeMs, { key: 'k0' });
  say('resolve', closeMs + random.whole(0, 500), { key: 'k1' });
  say('healthy', closeMs + SECOND);
  return closeMs + SECOND;
}

/**
 * Healthy and unhealthy again in one batch while the old timeout fires. The repetition in front keeps the service busy,
 * so that the others and the timeout wait together and are taken as one.
 * @type {Episode}
 */
function flapsAsItTimesOut(say, service, random) {
  say('alert', 0, { key: 'a' });
  const flapMs = firstTimeout(service) + random.whole(-5, FIRES_WITHIN_MS);
  say('alert', flapMs, { key: 'a', batch: 'flap' });
  say('healthy', flapMs, { batch: 'flap' });
  say('alert', flapMs, { key: 'b', batch: 'flap' });
  say('healthy', flapMs + 5, { batch: 'again' });
  say('alert', flapMs + 5, { key: 'c', batch: 'again' });
  const closeMs = flapMs + random.whole(500, 4 * SECOND);
  say('healthy', closeMs);
  return closeMs;
}

/** @type {Episode} */
function nobodyReacts(say, service, random) {
  say('alert', 0, { key: 'a' });
  const endMs = wholePolicy(service) + random.whole(0, 3 * SECOND);
  if (random.chance(0.5)) say('ack', endMs);
  say('healthy', endMs + SECOND);
  return endMs + SECOND;
}

/** Sent by a collector: several alerts and their end in a batch each. @type {Episode} */
function batched(say, _service, random) {
  for (const key of ['a', 'b', 'c']) say('alert', 0, { key, batch: 'open' });
  const ackMs = random.whole(SECOND, 6 * SECOND);
  if (random.chance(0.6)) say('ack', ackMs, { batch: 'ack' });
  const closeMs = ackMs + random.whole(SECOND, 4 * SECOND);
  for (const key of ['a', 'b', 'c']) say('resolve', closeMs, { key, batch: 'close' });
  return closeMs;
}

/** More repetitions than the timeline has lines for. @type {Episode} */
function flood(say, service, random) {
  const many = random.whole(15, 30);
  for (let i = 0; i < many; i++) say('alert', random.whole(0, 4 * SECOND), { key: 'same' });
  if (random.chance(0.5)) say('ack', random.whole(SECOND, wholePolicy(service)));
  const closeMs = wholePolicy(service) + SECOND;
  say('healthy', closeMs);
  return closeMs;
}

const EPISODES = [
  acknowledgedSometime,
  acknowledgedAsItTimesOut,
  openedByManyAtOnce,
  flapsAsItTimesOut,
  flapsAsItTimesOut,
  nobodyReacts,
  batched,
];
