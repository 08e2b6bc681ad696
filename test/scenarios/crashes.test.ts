import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: a process that is lost at the worst moment', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([[ANA, MARC], ZOE]);
  });
  afterEach(() => story.stop());

  it('Given a message that was sent, when the process is lost before it knows, then it is sent again under the same id', async () => {
    await story.diesAfterSendingTo(ANA);
    await story.alert();
    await story.notified(ANA, MARC);
    await story.gotCopies(ANA, 2);
    await story.outcomeFor(ANA, 'accepted');
    await story.outcomeFor(MARC, 'accepted');
  });

  it('Given an alert that was answered, when the process is lost right then, then its targets are notified and the timer is set', async () => {
    await story.alertAndDeath();
    await story.answered({ changed: true, result: 'opened' });
    await story.notified(ANA, MARC);
    await story.timerIsSet(true);
    await story.passes('15m');
    await story.notified(ZOE);
  });

  it('Given a level that was due, when the process is lost while it sends, then the level is notified and is not skipped', async () => {
    await story.alert();
    await story.notified(ANA, MARC);
    await story.diesAfterSendingTo(ZOE);
    await story.passes('15m');
    await story.notified(ZOE);
    await story.incidentIs({ level: 2 });
    await story.timelineHas(1, 'Level 2 notified');
    await story.passes('14m');
    await story.stateIs('escalating');
    await story.passes('1m');
    await story.stateIs('exhausted');
  });
});
