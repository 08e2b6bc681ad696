import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OnePager, readAll, startOnePager } from '../harness/one-pager.ts';

const MINUTE = 60_000;

let one: OnePager;
beforeEach(async () => {
  one = await startOnePager();
  await one.putPolicy('backend', ['ana'], ['marc', 'zoe']);
  await one.putService('db', 'backend');
});
afterEach(() => one.stop());

const textsOf = (items: { text: string }[]) => items.map(({ text }) => text);

describe('timelines', () => {
  const STORY = [
    'Incident opened: disk',
    'Level 1 notified',
    'Sent to ana@…',
    'Note by ana: one',
    'Escalated by ana',
    'Level 2 notified by hand',
  ];
  async function tell() {
    await one.alert('db');
    await one.process.catchUp();
    await one.pager.sendToIncident('db-1', { type: 'note', by: 'ana', note: 'one' });
    await one.pager.sendToIncident('db-1', { type: 'escalate', by: 'ana' });
  }

  it('of an incident and of its service have the entries of one line in the same order, newest first', async () => {
    await tell();
    const incident = await one.pager.incidentTimeline('db-1', { limit: 100 });
    const service = await one.pager.serviceTimeline('db', { limit: 100 });
    expect(
      textsOf(incident?.items ?? [])
        .reverse()
        .slice(0, STORY.length),
    ).toEqual(STORY);
    expect(
      textsOf(service?.items ?? [])
        .reverse()
        .slice(0, STORY.length),
    ).toEqual(STORY);
  });

  it.each(['incident', 'service'] as const)(
    'of an %s are read page by page while lines are written, without a gap or a repetition',
    async (of) => {
      await tell();
      await one.process.catchUp();
      const read = of === 'incident' ? one.pager.incidentTimeline : one.pager.serviceTimeline;
      const id = of === 'incident' ? 'db-1' : 'db';
      const before = textsOf((await read(id, { limit: 500 }))?.items ?? []);
      for (const limit of [1, 2, 3, 5]) {
        const now = textsOf((await read(id, { limit: 500 }))?.items ?? []);
        const paged = await readAll(
          (page) => read(id, page),
          limit,
          () => one.pager.sendToIncident('db-1', { type: 'note', by: 'ana', note: 'meanwhile' }),
        );
        expect(textsOf(paged)).toEqual(now);
      }
      expect(before.length).toBeGreaterThan(5);
    },
  );

  it('say what was left out where it was, also while it is read', async () => {
    await one.alert('db');
    await one.process.catchUp();
    const note = (i: number) => one.pager.sendToIncident('db-1', { type: 'note', by: 'ana', note: `${i}` });
    for (let i = 0; i < 1_100; i += 550) await Promise.all(Array.from({ length: 550 }, (_, k) => note(i + k)));
    const whole = (await readAll((page) => one.pager.incidentTimeline('db-1', page), 400)).reverse();
    const place = whole.findIndex(({ type }) => type === 'leftOut');
    expect(place).toBeGreaterThan(190);
    expect(whole[place]?.at).toBe(whole[place - 1]?.at);
    // Lines kept, and what the one line in their place says of the rest.
    expect(whole.length - 2 + Number(whole[place]?.data.count)).toBe(1_102);
    let written = 2_000;
    const paged = await readAll(
      (page) => one.pager.serviceTimeline('db', page),
      300,
      () => note(written++),
    );
    const texts = textsOf(paged).filter((text) => text.startsWith('Note'));
    expect(new Set(texts).size).toBe(texts.length);
    expect(textsOf(paged).reverse().slice(0, 100)).toEqual(textsOf(whole).slice(0, 100));
  });

  it('of a service have what came between incidents between them, also page by page', async () => {
    await one.pager.send('db', { type: 'ack', by: 'before' });
    for (const round of ['first', 'second']) {
      one.clock.moveBy(MINUTE);
      await one.alert('db', round);
      await one.process.catchUp();
      await one.pager.send('db', { type: 'healthy' });
      one.clock.moveBy(MINUTE);
      await one.pager.send('db', { type: 'healthy', by: `after ${round}` });
      await one.pager.send('db', { type: 'ack', by: `after ${round}` });
    }
    const told = [
      'An acknowledgement by before changed nothing',
      'Incident opened: first',
      'Level 1 notified',
      'Sent to ana@…',
      'Closed as healthy',
      'A healthy event by after first changed nothing',
      'An acknowledgement by after first changed nothing',
      'Incident opened: second',
      'Level 1 notified',
      'Sent to ana@…',
      'Closed as healthy',
      'A healthy event by after second changed nothing',
      'An acknowledgement by after second changed nothing',
    ];
    for (const limit of [1, 2, 4, 5, 13, 100]) {
      const items = (await readAll((page) => one.pager.serviceTimeline('db', page), limit)).reverse();
      expect(
        textsOf(items).map((text) =>
          text.split(':').length > 1 && !text.startsWith('Incident') ? text.split(':')[0] : text,
        ),
      ).toEqual(told);
    }
  });

  it.each(['serviceTimeline', 'incidentTimeline'] as const)(
    '%s refuses a cursor that it did not give out',
    async (listing) => {
      await one.alert('db');
      const id = listing === 'serviceTimeline' ? 'db' : 'db-1';
      for (const cursor of ['x', Buffer.from('[1,2]').toString('base64url'), Buffer.from('7').toString('base64url')]) {
        await expect(one.pager[listing](id, { limit: 1, cursor })).rejects.toThrow('cursor');
      }
    },
  );
});
