import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, IS_DOWN, MARC, REFUSES, STYLES, type Story, startStory, WORKS, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: messages that can not be sent at once', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
  });
  afterEach(() => story.stop());

  it('Given a channel that is down, when it works again, then the message is sent, once', async () => {
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.notified();
    await story.outcomeFor(ANA, 'pending');
    await story.timelineSays('Could not be sent to ana@…: connection refused; next attempt in');
    await story.whenSendingTo(ANA, WORKS);
    await story.passes('1m');
    await story.notified(ANA);
    await story.outcomeFor(ANA, 'accepted');
    await story.passes('10m');
    await story.notified();
  });

  it('Given a message that waits for its channel, when the incident is acknowledged, then it is dropped, and the timeline says so', async () => {
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.send({ type: 'ack', by: 'marc' });
    await story.whenSendingTo(ANA, WORKS);
    await story.passes('1h');
    await story.notified();
    await story.outcomeFor(ANA, 'superseded');
    await story.timelineSays('Not sent to ana@…: acknowledged or closed before it could be');
  });

  it('Given a message that waits for its channel, when a new incident opens, then only the new one is told of', async () => {
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.send({ type: 'healthy' });
    await story.alert('memory full');
    await story.whenSendingTo(ANA, WORKS);
    await story.passes('1m');
    await story.notified(ANA);
    await story.messageSays(ANA, 'memory full');
    await story.messageSays(ANA, 'disk full', false);
  });

  it('Given a message that waits for its channel, when the policy is started again, then only the new one is sent', async () => {
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.passes('29m');
    await story.whenSendingTo(ANA, WORKS);
    await story.act({ type: 'escalate', by: 'marc' });
    await story.passes('14m');
    await story.notified(MARC, ANA);
  });

  it('Given a level whose message waits, when the next level begins, then the message is still sent, and says that it is late', async () => {
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.passes('16m');
    await story.notified(MARC);
    await story.whenSendingTo(ANA, WORKS);
    await story.passes('24m');
    await story.notified(ANA);
    await story.messageSays(ANA, 'minutes late: level 1 began at');
    await story.messageSays(MARC, 'late', false);
  });

  it('Given a message that is retried within 5 minutes, when it is sent, then it does not say that it is late', async () => {
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.passes('30s');
    await story.whenSendingTo(ANA, WORKS);
    await story.passes('2m');
    await story.notified(ANA);
    await story.messageSays(ANA, 'late', false);
  });

  it('Given a message that waits, when somebody has it tried again by hand, then it is sent now', async () => {
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.passes('5m');
    await story.outcomeFor(ANA, 'pending');
    await story.whenSendingTo(ANA, WORKS);
    await story.retriesByHand(ANA);
    await story.notified(ANA);
    await story.outcomeFor(ANA, 'accepted');
  });

  it('Given a message that was refused, when somebody has it tried again by hand, then it is sent now', async () => {
    await story.givenLevels([[ANA, ZOE]]);
    await story.whenSendingTo(ANA, REFUSES);
    await story.alert();
    await story.notified(ZOE);
    await story.outcomeFor(ANA, 'refused');
    await story.whenSendingTo(ANA, WORKS);
    await story.retriesByHand(ANA);
    await story.notified(ANA);
    await story.outcomeFor(ANA, 'accepted');
  });

  it('Given a message that has failed for good, when somebody has it tried again by hand, then it is sent now, and late', async () => {
    await story.givenLevels([{ to: [ANA, ZOE], within: '1d' }]);
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.passes('2h');
    await story.outcomeFor(ANA, 'failed');
    await story.timelineSays('Failed for ana@… after 9 attempts: connection refused');
    await story.whenSendingTo(ANA, WORKS);
    await story.retriesByHand(ANA);
    await story.notified(ZOE, ANA);
    await story.messageSays(ANA, 'late: level 1 began at');
  });

  it('Given a message that was sent, when somebody wants it tried again, then it is not', async () => {
    await story.alert();
    await story.retriesByHand(ANA);
    await story.notified(ANA);
    await story.outcomeFor(ANA, 'accepted');
  });

  it('Given a message about a closed incident, when somebody has it tried again, then it is dropped', async () => {
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.send({ type: 'healthy' });
    await story.whenSendingTo(ANA, WORKS);
    await story.retriesByHand(ANA);
    await story.notified();
    await story.outcomeFor(ANA, 'superseded');
  });
});
