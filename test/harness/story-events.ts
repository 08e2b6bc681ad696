/** What can be given in a paging story, and what can happen in it. */
import type { SendOutcome } from '../../src/notify/channel.ts';
import type { EventAnswer, IncidentEventRequest, ServiceEventRequest } from '../../src/pager/event-types.ts';
import type { Refusal } from '../../src/pager/refusal.ts';
import { MINUTE, parseDuration } from '../../src/policy/duration.ts';
import { type EscalationPolicy, escalationPolicySchema } from '../../src/policy/escalation-policy.ts';
import type { Heartbeat } from '../../src/policy/heartbeat.ts';
import type { Service } from '../../src/policy/service.ts';
import { BACKUP, SERVICE, type StoryWorld } from './story-world.ts';

const POLICY = 'backend';
/** What is sent together waits in one actor's mailbox, which is bounded. */
const TOGETHER = 900;

/** Addresses and numbers; the timeout is 15 minutes unless it is said. */
type Level = string | string[] | { to: string[]; within: string };
type PolicyOptions = Partial<Omit<EscalationPolicy, 'levels'>>;

/** What people and tools were told last. */
export interface LastTold {
  answer: EventAnswer | Refusal | null;
  deletion: 'deleted' | Refusal['refused'] | null;
}

export function createStoryEvents(world: StoryWorld, last: LastTold) {
  const {
    pager,
    line,
    pass,
    process,
    clock,
    outcomes,
    meanwhile,
    afterwards,
    die,
    catchUp,
    agendaSeen,
    newestIncidentId,
    notificationTo,
    linkOf,
  } = world;
  /** Its answer is kept for `answered`. */
  const event = (act: () => Promise<EventAnswer | Refusal>) =>
    line(async () => {
      last.answer = await act();
    });

  return {
    async givenLevels(levels: Level[], options: PolicyOptions = {}) {
      await pager().putPolicy(POLICY, parsePolicy(levels, options), {});
      await this.givenService({});
    },
    async givenService(options: Partial<Service>, id = SERVICE) {
      await pager().putService(id, { name: 'Checkout DB', escalationPolicyId: POLICY, ...options }, {});
    },
    /** Of the service that stories are about, unless another one is named. */
    async givenHeartbeat(interval: string, options: Partial<Heartbeat> = {}) {
      await pager().putHeartbeat(BACKUP, { name: 'Nightly backup', serviceId: SERVICE, interval, ...options }, {});
    },
    policyBecomes: (levels: Level[], options: PolicyOptions = {}) =>
      line(() => pager().putPolicy(POLICY, parsePolicy(levels, options), {})),
    /** From now on a message to that person comes to this. */
    whenSendingTo: (person: string, outcome: SendOutcome) => void outcomes.set(person, outcome),

    alert: (summary = 'disk full', rest: object = {}) =>
      event(() => pager().send(SERVICE, { type: 'alert', summary, ...rest })),
    alertAbout: (service: string) => event(() => pager().send(service, { type: 'alert', summary: 'disk full' })),
    /** All at the same moment. */
    alertsTogether: (...alerts: { key?: string; source?: string }[]) =>
      line(async () => {
        for (let i = 0; i < alerts.length; i += TOGETHER) {
          const some = alerts.slice(i, i + TOGETHER);
          await Promise.all(
            some.map((rest) => pager().send(SERVICE, { type: 'alert', summary: 'disk full', ...rest })),
          );
        }
      }),
    send: (request: ServiceEventRequest) => event(() => pager().send(SERVICE, request)),
    /** On the newest incident, unless another one is named. */
    act: (request: IncidentEventRequest, incidentId?: string) =>
      event(async () => pager().sendToIncident(incidentId ?? (await newestIncidentId()), request)),
    /** The newest incident, for that long from now. */
    snoozes: (by: string, duration: string) =>
      event(async () => {
        const until = clock.now() + (parseDuration(duration) ?? Number.NaN);
        return pager().sendToIncident(await newestIncidentId(), { type: 'snooze', by, until });
      }),
    backupPings: () => line(() => pager().pingHeartbeat(BACKUP)),
    backupIsPaused: () => line(() => pager().pauseHeartbeat(BACKUP)),
    backupIsResumed: () => line(() => pager().resumeHeartbeat(BACKUP)),
    backupIsDeleted: () => line(() => pager().deleteHeartbeat(BACKUP, {})),
    /** Presses a button behind the link in the last message to that person. */
    clicks: (person: string, act: 'ack' | 'escalate' | 'healthy' = 'ack') =>
      event(async () => pager().actThroughLink(await linkOf(person), act)),
    retriesByHand: (person: string) => line(async () => pager().retryNotification((await notificationTo(person)).id)),
    passes: (duration: string) => line(() => pass(parseDuration(duration) ?? Number.NaN)),
    /** No process runs meanwhile. */
    passesWithoutProcess: (duration: string) => world.beDeadFor(parseDuration(duration) ?? Number.NaN),
    /** Somebody is woken though nothing is due, and several at once. */
    wakesForNothing: () =>
      line(async () => {
        const { runtime } = process().running;
        await Promise.all([runtime.wake(), runtime.wake(), runtime.sweep(), runtime.wake()]);
      }),
    /** Every wake-up that ever was comes once more. */
    oldWakeUpsCome: () =>
      line(async () => {
        for (const seen of agendaSeen) {
          const [agenda = '', ...member] = seen.split(' ');
          await process().redis.zadd(agenda, 'NX', clock.now() - 1, member.join(' '));
        }
        await catchUp();
      }),
    deletesService: (options: { force: boolean }) =>
      line(async () => {
        const reply = await pager().deleteService(SERVICE, options);
        last.deletion = reply === 'deleted' ? reply : reply.refused;
      }),
    /** Somebody acknowledges while the next attempt to reach that person is under way. */
    ackWhileSending: (person: string, by: string) =>
      line(async () => {
        meanwhile.set(person, async () => {
          await pager().send(SERVICE, { type: 'ack', by });
        });
        await pass(MINUTE);
      }),
    /** The process is lost when the next message has come to that person, before it has recorded it. */
    diesAfterSendingTo: (person: string) =>
      void afterwards.set(person, async () => {
        afterwards.delete(person);
        await die();
      }),
    /** The process is lost as soon as it has answered. */
    async alertAndDeath(summary = 'disk full') {
      last.answer = await pager().send(SERVICE, { type: 'alert', summary });
      await die();
    },
    forgetsHistory: () => line(() => process().running.retention.run()),
  };
}

function parsePolicy(levels: Level[], options: PolicyOptions): EscalationPolicy {
  return escalationPolicySchema.parse({ name: 'Backend', ...options, levels: levels.map(toLevel) });
}

function toLevel(level: Level) {
  const { to, within } = typeof level === 'object' && 'to' in level ? level : { to: [level].flat(), within: undefined };
  return { ...(within !== undefined && { ackTimeout: within }), targets: to.map(toTarget) };
}

const toTarget = (person: string) =>
  person.startsWith('+') ? { type: 'sms', phoneNumber: person } : { type: 'email', address: person };
