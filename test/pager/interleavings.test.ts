import fc from 'fast-check';
import { nanoid } from 'nanoid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/notify/channel.ts';
import { MINUTE } from '../../src/policy/duration.ts';
import { escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import { targetKey } from '../../src/policy/target.ts';
import { createMovingClock, letTimePass } from '../harness/moving-clock.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from '../harness/pager-process.ts';
import { type Answer, apply, type Event, emptyModel, type Model, type Plan } from './paging-model.ts';

const HOSTS = 3;
const RUNS = 40;
/** A counterexample is made smaller for no longer than that; its seed is printed with it. */
const GIVE_UP_AFTER_MS = 60_000;
const ANA = 'ana@example.com';
const MARC = 'marc@example.com';
const ZOE = 'zoe@example.com';

/** What one host is asked to do. */
type Sent = { host: number; event: Event };
type Group =
  /** At the same moment. */
  | { together: Sent[] }
  | { passes: number }
  /** Everybody is woken, though nothing may be due. */
  | { woken: true }
  | { crashes: number };

const host = fc.nat(HOSTS - 1);
const key = fc.constantFrom('a', 'b', 'c');
const by = fc.constantFrom('ana', 'marc');
/** The number stands for the newest incident, whichever that is then. */
const NEWEST = 0;
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('alert' as const), key, summary: fc.constant('disk full') }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('resolve' as const), key }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('ack' as const), by }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('healthy' as const), by }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('unack' as const), by, incident: fc.constant(NEWEST) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('escalate' as const), by, incident: fc.constant(NEWEST) }) },
);
const sent: fc.Arbitrary<Sent> = fc.record({ host, event });
const group: fc.Arbitrary<Group> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ together: fc.array(sent, { minLength: 1, maxLength: 1 }) }) },
  { weight: 4, arbitrary: fc.record({ together: fc.array(sent, { minLength: 2, maxLength: 4 }) }) },
  // Multiples of 8 are no sums of up to six timeouts (15), nor of the expiry (63) and these: none is due on the edge.
  { weight: 4, arbitrary: fc.record({ passes: fc.constantFrom(8, 16, 24, 40, 72) }) },
  { weight: 1, arbitrary: fc.constant({ woken: true as const }) },
  { weight: 1, arbitrary: fc.record({ crashes: host }) },
);
const plan: fc.Arbitrary<Plan> = fc.record({
  levels: fc.constantFrom([[ANA]], [[ANA], [MARC, ZOE]], [[ANA, MARC], [ZOE], [ANA]]),
  repeat: fc.nat(1),
  ackTimeout: fc.constant(15),
  ackExpiresAfter: fc.constantFrom(null, null, 63),
  renotifyOnNewKey: fc.boolean(),
  refusing: fc.constantFrom([], [], [], [ANA], [ZOE], [ANA, ZOE]),
});

describe('random interleavings on three hosts', () => {
  const clock = createMovingClock();
  const prefix = `t${nanoid(8)}`;
  const sentNow: string[] = [];
  const hosts: PagerProcess[] = [];
  let refusing: string[] = [];
  let runs = 0;

  const channels = fakeChannels(['email'], async ({ target, incident, cycle, level }): Promise<SendOutcome> => {
    const person = targetKey(target).slice('email:'.length);
    if (refusing.includes(person)) return { outcome: 'refused', reason: 'no such mailbox' };
    const [service, number] = incident.id.split('-');
    if (service === `run${runs}`) sentNow.push(`${number}: ${cycle}.${level} ${person}`);
    return { outcome: 'accepted' };
  });
  const start = (buries?: string) =>
    startPagerProcess({ prefix, channels, clock, ...(buries !== undefined && { buries }) });
  const pagerOn = (index: number) => {
    const process = hosts[index];
    if (!process) throw new Error(`no host ${index}`);
    return process.running.pager;
  };
  const catchUp = () => Promise.all(hosts.map((process) => process.catchUp()));

  beforeAll(async () => {
    for (let i = 0; i < HOSTS; i++) hosts.push(await start());
  });
  afterAll(() => Promise.all(hosts.map((process) => process.stop())));

  it(
    'leave in the store what the rules say, answer what they say, and notify whom they say, once',
    async () => {
      await fc.assert(fc.asyncProperty(plan, fc.array(group, { minLength: 3, maxLength: 20 }), run), {
        numRuns: RUNS,
        interruptAfterTimeLimit: GIVE_UP_AFTER_MS,
        markInterruptAsFailure: false,
      });
    },
    2 * GIVE_UP_AFTER_MS,
  );

  async function run(plan: Plan, groups: Group[]): Promise<void> {
    const service = `run${++runs}`;
    refusing = plan.refusing;
    await configure(service, plan);
    let possible: Model[] = [emptyModel];
    for (const each of groups) {
      sentNow.length = 0;
      const before = possible.map((model) => ({ ...model, ordered: [] }));
      const next = await perform(service, plan, before, each);
      await catchUp();
      const seen = await observe(service);
      possible = next.filter(
        (model) => JSON.stringify(seenOf(model)) === JSON.stringify(seen) && isSentAsOrdered(model),
      );
      const told = `${JSON.stringify(each)}\nstore ${JSON.stringify(seen)}\nsent ${JSON.stringify(sentNow)}\nrules ${next
        .map((model) => `${JSON.stringify(seenOf(model))} ${JSON.stringify(model.ordered)}`)
        .join('\n      ')}`;
      expect(possible.length, told).toBeGreaterThan(0);
    }
    await pagerOn(0).send(service, { type: 'healthy' });
    await catchUp();
  }

  /** Everything that the rules allow to have come of it, given what the senders were told. */
  async function perform(service: string, plan: Plan, before: Model[], group: Group): Promise<Model[]> {
    if ('passes' in group) {
      await letTimePass(hosts, clock, group.passes * MINUTE);
      return before.map((model) => apply(plan, model, { type: 'passes', minutes: group.passes }).model);
    }
    if ('woken' in group) {
      await Promise.all(hosts.flatMap(({ running: { runtime } }) => [runtime.wake(), runtime.wake()]));
      return before;
    }
    if ('crashes' in group) {
      const lost = hosts[group.crashes];
      if (lost) hosts[group.crashes] = await start(lost.crash());
      return before;
    }
    const number = before[0]?.number ?? 0;
    const together = group.together
      .map(({ host, event }) => ({ host, event: 'incident' in event ? { ...event, incident: number } : event }))
      // Nobody can name an incident that never was.
      .filter(({ event }) => !('incident' in event) || number > 0);
    // A failure that is on its way is an event of its own: who can't be reached is told one by one.
    const batches = plan.refusing.length > 0 ? together.map((each) => [each]) : [together];
    let possible = before;
    for (const batch of batches) {
      const answers = await Promise.all(batch.map(({ host, event }) => send(host, service, event)));
      await catchUp();
      possible = possible.flatMap((model) =>
        linearisations(
          plan,
          model,
          batch.map(({ event }) => event),
          answers,
        ),
      );
    }
    return possible;
  }

  async function send(host: number, service: string, event: Event): Promise<Answer> {
    const pager = pagerOn(host);
    const reply =
      'incident' in event
        ? await pager.sendToIncident(`${service}-${event.incident}`, { type: event.type, by: event.by })
        : await pager.send(service, event);
    if ('refused' in reply) throw new Error(`${event.type} was refused: ${reply.refused}, ${reply.detail}`);
    const { result, changed, reason } = reply;
    return { result, changed, ...(reason !== undefined && { reason }) };
  }

  /** What was ordered and not stopped was sent; nothing else was, and nothing twice. */
  function isSentAsOrdered({ ordered }: Model): boolean {
    const isOnce = new Set(sentNow).size === sentNow.length;
    const isOrdered = sentNow.every((what) => ordered.some((order) => order.what === what));
    return isOnce && isOrdered && ordered.every(({ what, surely }) => !surely || sentNow.includes(what));
  }

  async function configure(service: string, plan: Plan): Promise<void> {
    const levels = plan.levels.map((people) => ({
      ackTimeout: `${plan.ackTimeout}m`,
      targets: people.map((address) => ({ type: 'email', address })),
    }));
    const policy = escalationPolicySchema.parse({ name: service, repeat: plan.repeat, levels });
    await pagerOn(0).putPolicy(service, policy, {});
    const options = {
      renotifyOnNewKey: plan.renotifyOnNewKey,
      ...(plan.ackExpiresAfter !== null && { ackExpiresAfter: `${plan.ackExpiresAfter}m` }),
    };
    await pagerOn(1).putService(service, { name: service, escalationPolicyId: service, ...options }, {});
  }

  /** Under which of the states that are not healthy it is found in the list of services. */
  async function statesListing(service: string): Promise<string[]> {
    const states = ['escalating', 'exhausted', 'acked'] as const;
    const lists = await Promise.all(
      states.map((state) => pagerOn(0).listServices({ state: [state], q: service }, { limit: 100 })),
    );
    return states.filter((_, index) => lists[index]?.items.some(({ id }) => id === service));
  }

  async function observe(service: string) {
    const view = await pagerOn(2).getService(service);
    const incident = view?.incident;
    const listedAs = await statesListing(service);
    if (!incident) return { state: view?.state, listedAs };
    return {
      state: view?.state,
      listedAs,
      number: Number(incident.id.split('-').at(-1)),
      level: incident.level,
      cycle: incident.cycle,
      cycles: incident.cycles,
      ackedBy: incident.ackedBy,
      alerts: Object.fromEntries(incident.alerts.map(({ key, count }) => [key, count]).sort()),
      isArmed: incident.nextEscalationAt !== null,
    };
  }
});

function seenOf({ number, incident }: Model) {
  if (!incident) return { state: 'healthy', listedAs: [] };
  return {
    state: incident.state,
    listedAs: [incident.state],
    number,
    level: incident.level,
    cycle: incident.cycle,
    cycles: incident.lastCycle,
    ackedBy: incident.ackedBy,
    alerts: Object.fromEntries(Object.entries(incident.alerts).sort()),
    isArmed: incident.dueAt !== null,
  };
}

/** The outcomes of every order of the events in which each sender is told what it was told. */
function linearisations(plan: Plan, model: Model, events: Event[], answers: Answer[]): Model[] {
  if (events.length === 0) return [model];
  return events.flatMap((event, index) => {
    const { model: after, answer } = apply(plan, model, event);
    if (JSON.stringify(answer) !== JSON.stringify(answers[index])) return [];
    const others = <T>(list: T[]) => list.filter((_, other) => other !== index);
    return linearisations(plan, after, others(events), others(answers));
  });
}
