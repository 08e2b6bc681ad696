import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

describe.each(STYLES)('%s: an incident that is snoozed', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
  });
  afterEach(() => story.stop());

  it('Given a snooze, when its time is over and the incident is still open, then it is escalated again from level 1', async () => {
    await story.alert();
    await story.passes('15m');
    await story.notified(ANA, MARC);
    await story.snoozes('ana', '2h');
    await story.answered({ changed: true, result: 'snoozed' });
    await story.stateIs('acked');
    await story.incidentIs({ nextAction: 'snoozeEnd', ackedBy: 'ana' });
    await story.passes('119m');
    await story.notified();
    await story.passes('1m');
    await story.notified(ANA);
    await story.incidentIs({ level: 1, cycle: 2, ackedBy: null, snoozedUntil: null });
    await story.timelineSays('Snoozed until', 'Level 1 notified, since it was snoozed until now');
    await story.passes('15m');
    await story.notified(MARC);
  });

  it('Given a snooze, when the service is healthy before, then nobody is notified and no timer is set', async () => {
    await story.alert();
    await story.snoozes('ana', '2h');
    await story.timerIsSet(true);
    await story.send({ type: 'healthy' });
    await story.timerIsSet(false);
    await story.passes('3h');
    await story.notified(ANA);
    await story.stateIs('healthy');
  });

  it('Given an exhausted incident, when it is snoozed, then it starts again at level 1 when that is over', async () => {
    await story.alert();
    await story.passes('30m');
    await story.stateIs('exhausted');
    await story.snoozes('ana', '1h');
    await story.stateIs('acked');
    await story.notified(ANA, MARC);
    await story.passes('1h');
    await story.notified(ANA);
    await story.stateIs('escalating');
  });

  it('Given an acknowledgement that expires, when it is snoozed for longer, then the snooze counts, and whoever acknowledged stays', async () => {
    await story.givenService({ ackExpiresAfter: '1h' });
    await story.alert();
    await story.send({ type: 'ack', by: 'ana' });
    await story.snoozes('marc', '3h');
    await story.incidentIs({ ackedBy: 'ana', nextAction: 'snoozeEnd' });
    await story.passes('2h');
    await story.notified(ANA);
    await story.stateIs('acked');
    await story.passes('1h');
    await story.notified(ANA);
  });

  it('Given a snooze, when somebody snoozes for less, then that counts, and the timer of the first changes nothing', async () => {
    await story.alert();
    await story.snoozes('ana', '4h');
    await story.snoozes('marc', '1h');
    await story.timerIsSet(true);
    await story.passes('1h');
    await story.notified(ANA, ANA);
    await story.oldWakeUpsCome();
    await story.passes('10m');
    await story.notified();
    await story.stateIs('escalating');
  });

  it('Given a snooze, when somebody takes it back, then escalation goes on where it stood', async () => {
    await story.alert();
    await story.snoozes('ana', '4h');
    await story.act({ type: 'unack', by: 'ana' });
    await story.stateIs('escalating');
    await story.incidentIs({ snoozedUntil: null, level: 1 });
    await story.passes('15m');
    await story.notified(ANA, MARC);
  });

  it('Given a snooze, when somebody acknowledges, then the snooze still ends', async () => {
    await story.alert();
    await story.snoozes('ana', '1h');
    await story.send({ type: 'ack', by: 'marc' });
    await story.answered({ changed: false, reason: 'already_acked' });
    await story.passes('1h');
    await story.notified(ANA, ANA);
  });

  it('Given no process while a snooze ends, when one starts again, then level 1 is notified once', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.snoozes('ana', '1h');
    await story.passesWithoutProcess('70m');
    await story.notified(ANA);
    await story.incidentIs({ level: 1, cycle: 2 });
  });
});
