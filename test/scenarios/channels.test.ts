import { afterEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: channels that are not set up', (style) => {
  let story: Story;
  afterEach(() => story.stop());

  it('Given no channel at all, when an alert comes, then every message is in the outbox and the levels wait as usual', async () => {
    story = await startStory(style, { channels: [] });
    await story.givenLevels([[ANA, MARC], ZOE]);
    await story.alert();
    await story.previewed(ANA, MARC);
    await story.outcomeFor(ANA, 'previewed');
    await story.incidentIs({ level: 1 });
    await story.passes('14m');
    await story.previewed();
    await story.passes('1m');
    await story.previewed(ZOE);
    await story.timelineSays('Preview only, not sent: ana@…');
  });

  it('Given no channel at all, when the link of a previewed message is used, then it works', async () => {
    story = await startStory(style, { channels: [] });
    await story.givenLevels([ANA, ZOE]);
    await story.alert();
    await story.linkShows(ANA, { incident: { state: 'escalating' } });
    await story.clicks(ANA);
    await story.stateIs('acked');
    await story.passes('15m');
    await story.previewed(ANA);
  });

  it('Given e-mail alone, when a level has only phone numbers, then it is refused and the next level is notified at once', async () => {
    story = await startStory(style, { channels: ['email'] });
    await story.givenLevels([MARC, ZOE]);
    await story.alert();
    await story.notified(ZOE);
    await story.outcomeFor(MARC, 'refused');
    await story.timelineSays(
      'Refused for +33…78: no sms channel is configured',
      'Level 2 notified at once, since nobody of the level before it could be reached',
    );
  });

  it('Given e-mail alone, when a level has a phone number and an address, then the address is notified and the level waits', async () => {
    story = await startStory(style, { channels: ['email'] });
    await story.givenLevels([[MARC, ANA], ZOE]);
    await story.alert();
    await story.notified(ANA);
    await story.outcomeFor(MARC, 'refused');
    await story.passes('15m');
    await story.notified(ZOE);
  });
});
