/** What can be seen at the end of a paging story, or in the middle of it. */
import { expect } from 'vitest';
import { textOf } from '../../src/notify/texts.ts';
import type { EventAnswer } from '../../src/pager/event-types.ts';
import type { HeartbeatState } from '../../src/pager/heartbeats.ts';
import type { IncidentSummary, NotificationState } from '../../src/pager/incident-types.ts';
import type { Refusal } from '../../src/pager/refusal.ts';
import type { LinkView } from '../../src/pager/types.ts';
import { targetKey } from '../../src/policy/target.ts';
import { readAll } from './one-pager.ts';
import type { LastTold } from './story-events.ts';
import { BACKUP, SERVICE, type StoryWorld } from './story-world.ts';

export function createStoryChecks(
  { pager, check, sent, received, notificationTo, linkOf }: StoryWorld,
  last: LastTold,
) {
  let heard = 0;
  let previewsHeard = 0;
  /** Oldest first. */
  const texts = async () =>
    (await readAll((page) => pager().serviceTimeline(SERVICE, page), 400)).map(({ text }) => text).reverse();

  return {
    /** Who was notified since this was last asked, and nobody else. */
    notified: (...people: string[]) =>
      check(() => {
        const heardOf = sent.slice(heard).map(({ person }) => person);
        expect(heardOf.sort()).toEqual([...people].sort());
        heard = sent.length;
      }),
    /** Whose messages went to the outbox since this was last asked. */
    previewed: (...people: string[]) =>
      check(async () => {
        const { items } = await pager().outbox({ limit: 200 });
        const ids = new Map(items.map(({ notificationId, target }) => [notificationId, target]));
        const all = [...ids.values()].reverse().map((target) => targetKey(target).slice(target.type.length + 1));
        expect(all.slice(previewsHeard).sort()).toEqual([...people].sort());
        previewsHeard = all.length;
      }),
    stateIs: (state: string) => check(async () => expect((await pager().getService(SERVICE))?.state).toBe(state)),
    backupIs: (state: HeartbeatState | null) =>
      check(async () => expect((await pager().getHeartbeat(BACKUP))?.state ?? null).toBe(state)),
    timerIsSet: (isSet: boolean) =>
      check(async () => expect((await pager().listTimers({ limit: 10 })).items).toHaveLength(isSet ? 1 : 0)),
    incidentIs: (expected: Partial<IncidentSummary>) =>
      check(async () => expect((await pager().getService(SERVICE))?.incident).toMatchObject(expected)),
    answered(expected: Partial<EventAnswer> | Refusal['refused']) {
      if (typeof expected === 'string') expect(last.answer).toMatchObject({ refused: expected });
      else expect(last.answer).toMatchObject(expected);
    },
    serviceIs: (expected: 'deleted' | Refusal['refused']) => expect(last.deletion).toBe(expected),
    /** Newest first. */
    incidentsAre: (...ids: string[]) =>
      check(async () => {
        const { items } = await pager().listIncidents({}, { limit: 100 });
        expect(items.map(({ id }) => id)).toEqual(ids);
      }),
    /** What came of the newest notification to that person. */
    outcomeFor: (person: string, state: NotificationState) =>
      check(async () => expect(await notificationTo(person)).toMatchObject({ state })),
    linkShows: (person: string, expected: { incident: Partial<LinkView['incident']> } | null) =>
      check(async () => {
        const shown = await pager().openLink(await linkOf(person));
        if (expected === null) expect(shown).toBeNull();
        else expect(shown).toMatchObject(expected);
      }),
    /** All copies of the last message to that person have one id. */
    gotCopies: (person: string, copies: number) =>
      check(() => {
        const id = sent.findLast((message) => message.person === person)?.message.id;
        expect(received.filter((other) => other === id)).toHaveLength(copies);
      }),
    messageSays(person: string, text: string, says = true) {
      const newest = sent.findLast((message) => message.person === person);
      if (!newest) throw new Error(`nothing was sent to ${person}`);
      if (says) expect(textOf(newest.message, newest.now)).toContain(text);
      else expect(textOf(newest.message, newest.now)).not.toContain(text);
    },
    /** These lines, in this order; others may stand between. */
    timelineSays: (...expected: string[]) =>
      check(async () => {
        const all = await texts();
        let from = 0;
        const found = expected.filter((text) => {
          const at = all.findIndex((other, index) => index >= from && other.includes(text));
          if (at >= 0) from = at + 1;
          return at >= 0;
        });
        expect(found, `of\n${all.slice(-30).join('\n')}`).toEqual(expected);
      }),
    timelineHas: (count: number, text: string) =>
      check(async () => expect((await texts()).filter((other) => other.includes(text))).toHaveLength(count)),
  };
}
