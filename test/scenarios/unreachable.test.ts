import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, IS_DOWN, MARC, REFUSES, STYLES, type Story, startStory, WORKS, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: a level that nobody can be reached on', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
  });
  afterEach(() => story.stop());

  it('Given a level whose every message is refused, when it is notified, then the next one is notified at once, and the timeline says why', async () => {
    await story.givenLevels([[ANA, MARC], ZOE]);
    await story.whenSendingTo(ANA, REFUSES);
    await story.whenSendingTo(MARC, REFUSES);
    await story.alert();
    await story.notified(ZOE);
    await story.incidentIs({ level: 2 });
    await story.timelineSays(
      'Refused for',
      'Refused for',
      'Level 2 notified at once, since nobody of the level before it could be reached',
    );
    await story.passes('14m');
    await story.stateIs('escalating');
    await story.passes('1m');
    await story.stateIs('exhausted');
  });

  it('Given a level where one of two messages is refused, when it is notified, then it waits as usual', async () => {
    await story.givenLevels([[ANA, MARC], ZOE]);
    await story.whenSendingTo(MARC, REFUSES);
    await story.alert();
    await story.notified(ANA);
    await story.passes('14m');
    await story.notified();
    await story.passes('1m');
    await story.notified(ZOE);
  });

  it('Given a level whose message fails for good before its timeout, when it does, then the next one is notified at once', async () => {
    await story.givenLevels([{ to: [ANA], within: '1d' }, ZOE]);
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.passes('50m');
    await story.notified();
    await story.passes('30m');
    await story.outcomeFor(ANA, 'failed');
    await story.notified(ZOE);
  });

  it('Given a failure that comes after the next level began, when it comes, then the next level is not skipped', async () => {
    await story.givenLevels([{ to: [ANA], within: '30m' }, { to: [MARC], within: '1d' }, ZOE]);
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.passes('30m');
    await story.notified(MARC);
    await story.passes('2h');
    await story.outcomeFor(ANA, 'failed');
    await story.notified();
    await story.incidentIs({ level: 2 });
  });

  it('Given nobody who can be reached on any level, when the policy is run through, then it is exhausted at once', async () => {
    await story.givenLevels([ANA, MARC]);
    await story.whenSendingTo(ANA, REFUSES);
    await story.whenSendingTo(MARC, REFUSES);
    await story.alert();
    await story.stateIs('exhausted');
    await story.timerIsSet(false);
    await story.notified();
    await story.timelineSays('Level 2 notified at once', 'Nobody acknowledged, and nobody is left to notify');
  });

  it('Given a policy that repeats and reaches nobody, when it was skipped through once, then its levels wait as usual', async () => {
    await story.givenLevels([ANA, MARC], { repeat: 3 });
    await story.whenSendingTo(ANA, REFUSES);
    await story.whenSendingTo(MARC, REFUSES);
    await story.alert();
    await story.incidentIs({ level: 1, cycle: 2 });
    await story.timerIsSet(true);
    await story.passes('14m');
    await story.incidentIs({ level: 1, cycle: 2 });
    await story.whenSendingTo(MARC, WORKS);
    await story.passes('1m');
    await story.notified(MARC);
    await story.incidentIs({ level: 2, cycle: 2 });
  });

  it('Given a message that failed and was sent by hand, when the other one of its level fails, then the level has reached somebody and waits', async () => {
    await story.givenLevels([{ to: [ANA, MARC], within: '1d' }, ZOE]);
    await story.whenSendingTo(ANA, REFUSES);
    await story.whenSendingTo(MARC, IS_DOWN);
    await story.alert();
    await story.outcomeFor(ANA, 'refused');
    await story.whenSendingTo(ANA, WORKS);
    await story.retriesByHand(ANA);
    await story.notified(ANA);
    await story.passes('3h');
    await story.outcomeFor(MARC, 'failed');
    await story.notified();
    await story.incidentIs({ level: 1 });
    await story.passes('21h');
    await story.notified(ZOE);
  });

  it('Given a message that failed again when it was tried by hand, when the other one of its level fails, then the next level is notified', async () => {
    await story.givenLevels([{ to: [ANA, MARC], within: '1d' }, ZOE]);
    await story.whenSendingTo(ANA, REFUSES);
    await story.whenSendingTo(MARC, IS_DOWN);
    await story.alert();
    await story.retriesByHand(ANA);
    await story.outcomeFor(ANA, 'refused');
    await story.passes('3h');
    await story.outcomeFor(MARC, 'failed');
    await story.notified(ZOE);
  });

  it('Given an acknowledgement of a level that reached nobody, when it is taken back, then the next level is notified at once', async () => {
    await story.givenLevels([{ to: [ANA], within: '1d' }, ZOE]);
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.whenSendingTo(ANA, REFUSES);
    await story.ackWhileSending(ANA, 'marc');
    await story.stateIs('acked');
    await story.outcomeFor(ANA, 'refused');
    await story.notified();
    await story.act({ type: 'unack', by: 'marc' });
    await story.notified(ZOE);
    await story.incidentIs({ level: 2 });
  });

  it('Given an exhausted incident that reached nobody, when it is escalated, then it may be skipped through once more', async () => {
    await story.givenLevels([ANA, ZOE]);
    await story.whenSendingTo(ANA, REFUSES);
    await story.whenSendingTo(ZOE, REFUSES);
    await story.alert();
    await story.stateIs('exhausted');
    await story.whenSendingTo(ZOE, WORKS);
    await story.act({ type: 'escalate', by: 'marc' });
    await story.notified(ZOE);
    await story.incidentIs({ level: 2, cycle: 2 });
  });
});
