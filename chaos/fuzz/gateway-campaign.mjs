/**
 * Notifications through gateways that answer anything: each answer is one incident's first
 * attempt. Judged at the end: the pager lives and is ready, its heap did not grow, every
 * notification has an outcome that there is, and a reason that can be shown.
 */
import { mebibytes } from './api-campaign.mjs';
import { httpAnswers } from './http-answers.mjs';
import { startPagerUnderFuzz } from './pager-under-fuzz.mjs';
import { smtpSessions } from './smtp-answers.mjs';
import { startWildGateway, startWildMailServer } from './wild-gateways.mjs';

/** @import { PagerUnderFuzz } from './pager-under-fuzz.mjs' */

const KINDS = /** @type {const} */ (['gateway', 'twilio', 'email']);
const OUTCOMES = ['pending', 'accepted', 'refused', 'failed'];
const SECRET = 'a-secret-of-this-campaign';
const REASON_LENGTH = 200;
const BATCH = 200;
const WITHIN_MS = 240_000;
const HEAP_GROWTH = 30 * 1_024 * 1_024;

/**
 * @typedef {{ kind: string; answers: number; outcomes: Record<string, number>; heaps: number[]; faults: string[] }} GatewayFigures
 * @param {{ folder: string; dist: string; seed: number; answers: number; tell: (text: string) => void }} options
 * @returns {Promise<GatewayFigures[]>}
 */
export async function fuzzGateways({ folder, dist, seed, answers, tell }) {
  /** @type {GatewayFigures[]} */
  const all = [];
  for (const kind of KINDS) {
    const figures = await fuzzGateway({ kind, folder: `${folder}/${kind}`, dist, seed, answers });
    tell(`${kind}: ${figures.answers} answers, ${figures.faults.length} faults`);
    all.push(figures);
  }
  return all;
}

/** @param {{ kind: (typeof KINDS)[number]; folder: string; dist: string; seed: number; answers: number }} options @returns {Promise<GatewayFigures>} */
async function fuzzGateway({ kind, folder, dist, seed, answers }) {
  const server =
    kind === 'email'
      ? await startWildMailServer(smtpSessions(seed, answers))
      : await startWildGateway(httpAnswers(seed, answers));
  const pager = await startPagerUnderFuzz({ folder, dist, settings: settingsOf(kind, server.port) });
  /** @type {GatewayFigures} */
  const figures = { kind, answers: 0, outcomes: {}, heaps: [], faults: [] };
  try {
    for (let from = 0; from < answers; from += BATCH)
      await openIncidents(pager, kind, from, Math.min(from + BATCH, answers));
    figures.heaps.push(await pager.heap.used());
    const notifications = await attempted(pager, answers);
    figures.answers = server.given();
    figures.heaps.push(await pager.heap.used());
    for (const notification of notifications) judge(notification, figures);
    await judgeEnd(pager, figures);
  } finally {
    await pager.stop();
    server.stop();
  }
  return figures;
}

/** @param {(typeof KINDS)[number]} kind @param {number} port @returns {Record<string, string>} */
function settingsOf(kind, port) {
  const url = `http://127.0.0.1:${port}`;
  if (kind === 'email') return { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Pager <pager@example.com>' };
  if (kind === 'gateway') return { SMS_GATEWAY_URL: url, SMS_GATEWAY_TOKEN: SECRET };
  return { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: SECRET, TWILIO_FROM: '+15005550006', TWILIO_API_URL: url };
}

/** @param {PagerUnderFuzz} pager @param {(typeof KINDS)[number]} kind @param {number} from @param {number} to */
async function openIncidents(pager, kind, from, to) {
  const target =
    kind === 'email' ? { type: 'email', address: 'ana@example.com' } : { type: 'sms', phoneNumber: '+33612345678' };
  if (from === 0)
    await pager.api('PUT', '/v1/escalation-policies/p', {
      name: 'P',
      levels: [
        { ackTimeout: '7d', targets: [target] },
        { ackTimeout: '7d', targets: [target] },
      ],
    });
  const ids = Array.from({ length: to - from }, (_, index) => `s${from + index}`);
  for (const id of ids) await pager.api('PUT', `/v1/services/${id}`, { name: id, escalationPolicyId: 'p' });
  await pager.api('POST', '/v1/events', { events: ids.map((service) => ({ service, type: 'alert', summary: 'x' })) });
}

/** Every notification, once none of them is waiting for its first attempt to end. @param {PagerUnderFuzz} pager @param {number} count */
async function attempted(pager, count) {
  const end = performance.now() + WITHIN_MS;
  for (;;) {
    const all = await everyNotification(pager);
    const isDone =
      all.filter(
        ({ state, reason, tries }) => state !== 'sending' && (state !== 'pending' || (tries > 0 && reason !== null)),
      ).length >= count;
    if (isDone || performance.now() > end || pager.hasEnded()) return all;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** @param {PagerUnderFuzz} pager @returns {Promise<{ id: string; state: string; reason: string | null; providerId: string | null; tries: number }[]>} */
async function everyNotification(pager) {
  const all = [];
  let cursor = '';
  do {
    const page = await pager.api('GET', `/v1/notifications?limit=500${cursor}`);
    all.push(...page.items);
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  return all;
}

/** @param {Awaited<ReturnType<typeof everyNotification>>[number]} notification @param {GatewayFigures} figures */
function judge({ id, state, reason, providerId }, figures) {
  figures.outcomes[state] = (figures.outcomes[state] ?? 0) + 1;
  if (!OUTCOMES.includes(state) && state !== 'sending') figures.faults.push(`${id} is ${state}`);
  if ((state === 'pending' || state === 'refused') && !reason?.trim())
    figures.faults.push(`${id} is ${state} without a reason`);
  for (const text of [reason, providerId]) {
    if (text === null) continue;
    if (text.length > REASON_LENGTH)
      figures.faults.push(`${id}: ${text.length} characters were kept of the gateway's words`);
    if (/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u.test(text))
      figures.faults.push(`${id}: shows ${JSON.stringify(text)}`);
    if (text.includes(SECRET)) figures.faults.push(`${id}: shows the secret`);
  }
}

/** @param {PagerUnderFuzz} pager @param {GatewayFigures} figures */
async function judgeEnd(pager, figures) {
  if (pager.hasEnded()) figures.faults.push(`the pager ended\n${pager.log().slice(-3_000)}`);
  else if (!(await pager.becomesReady())) figures.faults.push('the pager is not ready at the end');
  const errors = pager.log().match(/^.*"level":(50|60).*$/gm) ?? [];
  for (const line of new Set(errors.map((each) => each.replace(/"time":\d+|"delivery":"[^"]*"/g, '').slice(0, 700))))
    figures.faults.push(`logged: ${line}`);
  const [before = 0, after = 0] = figures.heaps;
  if (after - before > HEAP_GROWTH)
    figures.faults.push(`the heap grew from ${mebibytes(before)} to ${mebibytes(after)} MB`);
}
