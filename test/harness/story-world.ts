/**
 * What stands behind a paging story: the real pager on real Redis, fake people, a
 * clock that the story moves, and a process that a `crashy` story loses between any
 * two lines: in turn in the middle of what it does, and after that is done.
 */
import { nanoid } from 'nanoid';
import type { Message, SendOutcome } from '../../src/notify/channel.ts';
import { type ChannelName, targetKey } from '../../src/policy/target.ts';
import { createMovingClock, letTimePass } from './moving-clock.ts';
import { fakeChannels, type PagerProcess, startPagerProcess } from './pager-process.ts';

export const STYLES = ['steady', 'crashy'] as const;
export type Style = (typeof STYLES)[number];

export const WORKS: SendOutcome = { outcome: 'accepted' };

/** The service that stories are about, unless they name another. */
export const SERVICE = 'checkout-db';
/** The heartbeat of stories. */
export const BACKUP = 'nightly-backup';

export type StoryWorld = Awaited<ReturnType<typeof createStoryWorld>>;

export async function createStoryWorld(style: Style, configured: ChannelName[]) {
  const prefix = `t${nanoid(8)}`;
  const clock = createMovingClock();
  const outcomes = new Map<string, SendOutcome>();
  const sent: { person: string; message: Message; now: number }[] = [];
  /** Ids of what came to people, repetitions too. */
  const received: string[] = [];
  let lines = 0;
  let hasDied = false;
  /** `<agenda> <member>` of all that was ever to be done. */
  const agendaSeen = new Set<string>();
  /** What happens once while a message to that person is under way. */
  const meanwhile = new Map<string, () => Promise<void>>();
  /** What happens once when a message has come to that person, and nobody knows yet. */
  const afterwards = new Map<string, () => Promise<void>>();

  const channels = fakeChannels(configured, async (message, at) => {
    const person = targetKey(message.target).slice(message.target.type.length + 1);
    const happens = meanwhile.get(person);
    meanwhile.delete(person);
    await happens?.();
    const outcome = outcomes.get(person) ?? WORKS;
    if (outcome.outcome === 'accepted') {
      // Whoever gets a message twice after a crash knows it by its id.
      if (!hasDied || !received.includes(message.id)) sent.push({ person, message, now: at });
      received.push(message.id);
    }
    await afterwards.get(person)?.();
    return outcome;
  });
  const start = (buries?: string) =>
    startPagerProcess({
      prefix,
      channels,
      clock,
      ...(buries !== undefined && { buries }),
    });
  let process = await start();
  let takingOver: Promise<void> = Promise.resolve();

  const pager = () => process.running.pager;
  const loseProcess = async () => {
    if (style === 'steady') return await catchUp();
    if (lines++ % 2 === 0) await catchUp();
    await die();
  };
  /** It is lost as it stands, and another takes over. */
  const die = () => {
    hasDied = true;
    const dead = process.crash();
    takingOver = start(dead).then((next) => {
      process = next;
    });
    return takingOver;
  };
  /** Does it again in the process that took over, where the first was lost in the middle of it. */
  const surely = async (work: (living: PagerProcess) => Promise<void>) => {
    for (;;) {
      const living = process;
      await living.unlessLost(work(living));
      await takingOver;
      if (living === process) return;
    }
  };
  const catchUp = () => surely((living) => living.catchUp());
  /** One line of the story in which something happens. */
  const line = async <T>(act: () => Promise<T>): Promise<T> => {
    const result = await act();
    await surely(async ({ running: { runtime }, redis }) => {
      for (const { agenda } of runtime.keys.partitions) {
        for (const member of await redis.zrange(agenda, '0', '-1')) agendaSeen.add(`${agenda} ${member}`);
      }
    });
    await loseProcess();
    return result;
  };
  /** One in which somebody looks. */
  const check = async (look: () => Promise<void> | void) => {
    await catchUp();
    await look();
  };
  const newestIncidentId = async () => {
    const [last] = (await pager().listIncidents({}, { limit: 1 })).items;
    return last?.id ?? `${SERVICE}-1`;
  };
  const notificationTo = async (person: string) => {
    const { items } = await pager().listNotifications({ target: person }, { limit: 1 });
    if (!items[0]) throw new Error(`nothing was ordered for ${person}`);
    return items[0];
  };
  const linkOf = async (person: string) => {
    const message = sent.findLast((each) => each.person === person)?.message;
    if (message) return message.ackUrl.split('/a/')[1] ?? '';
    const preview = (await pager().outbox({ limit: 100 })).items.find(({ target }) =>
      targetKey(target).endsWith(person),
    );
    return /\/a\/(\S+)/.exec(preview?.text ?? '')?.[1] ?? '';
  };

  /** It is lost, and nobody takes over before that much time has passed. */
  const beDeadFor = async (ms: number) => {
    await catchUp();
    hasDied = true;
    const dead = process.crash();
    clock.moveBy(ms);
    process = await start(dead);
    await catchUp();
  };
  const pass = (ms: number) => {
    const until = clock.moved() + ms;
    return surely((living) => letTimePass([living], clock, until - clock.moved()));
  };

  return {
    clock,
    sent,
    outcomes,
    received,
    meanwhile,
    afterwards,
    agendaSeen,
    die,
    process: () => process,
    pager,
    line,
    check,
    pass,
    catchUp,
    beDeadFor,
    newestIncidentId,
    notificationTo,
    linkOf,
  };
}
