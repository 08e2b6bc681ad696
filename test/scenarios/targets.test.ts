import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

const ANA_AGAIN = 'ana@EXAMPLE.com';
const MARC_AGAIN = '+33 6 12 34 56 78';

describe.each(STYLES)('%s: who counts as one target', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
  });
  afterEach(() => story.stop());

  it('Given a person twice in a level in two spellings, when the level is notified, then the person is notified once', async () => {
    await story.givenLevels([[ANA, MARC, ANA_AGAIN, MARC_AGAIN, ANA]]);
    await story.alert();
    await story.notified(ANA, MARC);
  });

  it('Given a person in two levels, when both are notified, then the person is notified once for each', async () => {
    await story.givenLevels([ANA, [MARC, ANA_AGAIN]]);
    await story.alert();
    await story.notified(ANA);
    await story.passes('15m');
    await story.notified(MARC, ANA);
  });

  it('Given a policy that repeats, when its level comes again, then its target is notified again', async () => {
    await story.givenLevels([ANA], { repeat: 1 });
    await story.alert();
    await story.passes('15m');
    await story.notified(ANA, ANA);
  });

  it('Given two services with one policy, when both fail, then its target is notified once for each incident', async () => {
    await story.givenLevels([ANA]);
    await story.givenService({ name: 'Search' }, 'search');
    await story.alert();
    await story.alertAbout('search');
    await story.notified(ANA, ANA);
    await story.send({ type: 'ack', by: 'ana' });
    await story.passes('15m');
    await story.stateIs('acked');
    await story.timerIsSet(false);
  });
});
