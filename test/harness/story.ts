/**
 * The words that paging stories are told in: who is on call, what happens, how
 * long passes, who was notified. Behind them is the real pager on real Redis, with
 * fake people and a clock that the story moves. In a `crashy` story the process is
 * dropped and built anew from Redis between any two lines.
 */
import { Redis } from 'ioredis';
import { nanoid } from 'nanoid';
import { expect } from 'vitest';
import type { Channel, Message, SendOutcome } from '../../src/notify/channel.ts';
import { createPager, type RunningPager } from '../../src/pager/pager.ts';
import type { EventAnswer, IncidentEventRequest, ServiceEventRequest } from '../../src/pager/types.ts';
import { parseDuration } from '../../src/policy/duration.ts';
import { type EscalationPolicy, escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import type { Service } from '../../src/policy/service.ts';
import { type ChannelName, targetKey } from '../../src/policy/target.ts';
import { testRedisUrl } from './test-redis.ts';

export const STYLES = ['steady', 'crashy'] as const;
export type Style = (typeof STYLES)[number];

export const ANA = 'ana@example.com';
export const MARC = '+33612345678';
export const ZOE = 'zoe@example.com';

const SERVICE = 'checkout-db';
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Story {
  /** Each level is a list of addresses and numbers. */
  givenLevels(
    levels: (string | string[])[],
    policy?: Partial<Omit<EscalationPolicy, 'levels'>> & { ackTimeout?: string },
  ): Promise<void>;
  givenService(options: Partial<Service>): Promise<void>;
  /** From now on a message to that person comes to this. */
  whenSendingTo(person: string, outcome: SendOutcome): void;
  alert(summary?: string, rest?: object): Promise<EventAnswer>;
  send(event: ServiceEventRequest): Promise<EventAnswer>;
  act(event: IncidentEventRequest, incidentId?: string): Promise<EventAnswer>;
  passes(duration: string): Promise<void>;
  /** Who was notified since this was last asked, and nobody else. */
  notified(...people: string[]): Promise<void>;
  stateIs(state: string): Promise<void>;
  timerIsSet(isSet: boolean): Promise<void>;
  lastMessageTo(person: string): { message: Message; now: number };
  timelineTexts(): Promise<string[]>;
  pager(): RunningPager['pager'];
  stop(): Promise<void>;
}

export async function startStory(style: Style): Promise<Story> {
  const prefix = `t${nanoid(8)}`;
  const secret = Buffer.from('a secret of this test');
  let shiftMs = 0;
  const clock = { now: () => Date.now() + shiftMs, redisShift: () => shiftMs };
  const outcomes = new Map<string, SendOutcome>();
  const sent: { person: string; message: Message; now: number }[] = [];
  let heard = 0;
  let policy = 'none';

  const channel = (name: ChannelName): Channel => ({
    name,
    description: 'people of the story',
    concurrency: 10,
    attemptLimitMs: 5_000,
    async send(message, now) {
      const person = targetKey(message.target).slice(name.length + 1);
      const outcome = outcomes.get(person) ?? { outcome: 'accepted' };
      if (outcome.outcome === 'accepted') sent.push({ person, message, now });
      return outcome;
    },
    close: () => Promise.resolve(),
  });

  const start = async () => {
    const redis = new Redis(testRedisUrl(), {
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      enableAutoPipelining: true,
    });
    const opened = [redis];
    const running = createPager({
      redis,
      connect: () => {
        const connection = new Redis(testRedisUrl(), { maxRetriesPerRequest: null });
        opened.push(connection);
        return connection;
      },
      prefix,
      channels: new Map([
        ['email', channel('email')],
        ['sms', channel('sms')],
      ]),
      secret,
      publicUrl: 'https://pager.example.com',
      retentionMs: 90 * 86_400_000,
      log: silent,
      clock,
    });
    await running.start();
    const settle = async () => {
      await running.runtime.settled();
    };
    return {
      running,
      settle,
      stop: async () => {
        await running.stop();
        for (const connection of opened) connection.disconnect();
      },
    };
  };
  let process = await start();

  /** Between two lines: what was begun ends, and a crashy story loses its process. */
  const betweenLines = async () => {
    await process.settle();
    if (style === 'steady') return;
    await process.stop();
    process = await start();
  };
  const send = async (event: ServiceEventRequest) => {
    const answer = await process.running.pager.send(SERVICE, event);
    if ('refused' in answer) throw new Error(`${answer.refused}: ${answer.detail}`);
    await betweenLines();
    return answer;
  };
  const openId = async () => (await process.running.pager.getService(SERVICE))?.incident?.id ?? `${SERVICE}-1`;

  return {
    async givenLevels(levels, { ackTimeout, ...rest } = {}) {
      policy = `policy-${nanoid(4)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, 'x')}`;
      const parsed = escalationPolicySchema.parse({
        name: 'Backend',
        ...rest,
        levels: levels.map((people) => ({ ...(ackTimeout && { ackTimeout }), targets: [people].flat().map(toTarget) })),
      });
      await process.running.pager.putPolicy(policy, parsed, {});
      await process.running.pager.putService(SERVICE, { name: 'Checkout DB', escalationPolicyId: policy }, {});
    },
    async givenService(options) {
      await process.running.pager.putService(
        SERVICE,
        { name: 'Checkout DB', escalationPolicyId: policy, ...options },
        {},
      );
    },
    whenSendingTo: (person, outcome) => outcomes.set(person, outcome),
    alert: (summary = 'disk full', rest = {}) => send({ type: 'alert', summary, ...rest }),
    send,
    async act(event, incidentId) {
      const answer = await process.running.pager.sendToIncident(incidentId ?? (await openId()), event);
      if ('refused' in answer) throw new Error(`${answer.refused}: ${answer.detail}`);
      await betweenLines();
      return answer;
    },
    async passes(duration) {
      shiftMs += parseDuration(duration) ?? Number.NaN;
      do await process.settle();
      while ((await process.running.runtime.wake()) > 0);
      await betweenLines();
    },
    async notified(...people) {
      await process.settle();
      expect(
        sent
          .slice(heard)
          .map(({ person }) => person)
          .sort(),
      ).toEqual([...people].sort());
      heard = sent.length;
    },
    async stateIs(state) {
      expect((await process.running.pager.getService(SERVICE))?.state).toBe(state);
    },
    async timerIsSet(isSet) {
      expect((await process.running.pager.listTimers({ limit: 10 })).items).toHaveLength(isSet ? 1 : 0);
    },
    lastMessageTo(person) {
      const last = sent.findLast((message) => message.person === person);
      if (!last) throw new Error(`nothing was sent to ${person}`);
      return last;
    },
    async timelineTexts() {
      const page = await process.running.pager.serviceTimeline(SERVICE, { limit: 500 });
      return (page?.items ?? []).reverse().map(({ text }) => text);
    },
    pager: () => process.running.pager,
    stop: () => process.stop(),
  };
}

const toTarget = (person: string) =>
  person.startsWith('+') ? { type: 'sms', phoneNumber: person } : { type: 'email', address: person };
