import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: levels, repeats and what is left at their end', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
  });
  afterEach(() => story.stop());

  it('Given levels with timeouts of their own, when nobody acknowledges, then each level waits for its own', async () => {
    await story.givenLevels([
      { to: [ANA], within: '1m' },
      { to: [MARC], within: '1h' },
      { to: [ZOE], within: '5m' },
    ]);
    await story.alert();
    await story.notified(ANA);
    await story.incidentIs({ level: 1, levels: 3, nextAction: 'level' });
    await story.passes('1m');
    await story.notified(MARC);
    await story.passes('59m');
    await story.notified();
    await story.incidentIs({ level: 2, nextAction: 'level' });
    await story.passes('1m');
    await story.notified(ZOE);
    await story.incidentIs({ level: 3, nextAction: 'exhausted' });
  });

  it('Given the last level, when its timeout comes, then the incident is exhausted, loudly, and no timer is set', async () => {
    await story.givenLevels([ANA, MARC]);
    await story.alert();
    await story.passes('15m');
    await story.notified(ANA, MARC);
    await story.timerIsSet(true);
    await story.passes('15m');
    await story.notified();
    await story.stateIs('exhausted');
    await story.timerIsSet(false);
    await story.incidentIs({ level: 2, cycle: 1, cycles: 1, nextAction: null, nextEscalationAt: null, ackedAt: null });
    await story.timelineSays('Level 2 notified', 'Nobody acknowledged, and nobody is left to notify');
  });

  it('Given a policy that repeats twice, when nobody acknowledges, then it is run through three times, then exhausted', async () => {
    await story.givenLevels([ANA, MARC], { repeat: 2 });
    await story.alert();
    await story.passes('15m');
    await story.notified(ANA, MARC);
    await story.incidentIs({ cycle: 1, cycles: 3, nextAction: 'repeat' });
    await story.passes('15m');
    await story.notified(ANA);
    await story.incidentIs({ level: 1, cycle: 2, nextAction: 'level' });
    await story.timelineSays('Level 1 notified, since nobody acknowledged in time: the policy is run through again');
    await story.passes('30m');
    await story.notified(MARC, ANA);
    await story.passes('15m');
    await story.notified(MARC);
    await story.incidentIs({ level: 2, cycle: 3, nextAction: 'exhausted' });
    await story.passes('15m');
    await story.stateIs('exhausted');
    await story.notified();
  });

  it('Given an exhausted incident, when days pass, then nobody is notified, and a late acknowledgement is taken', async () => {
    await story.givenLevels([ANA]);
    await story.alert();
    await story.passes('15m');
    await story.notified(ANA);
    await story.passes('3d');
    await story.notified();
    await story.stateIs('exhausted');
    await story.send({ type: 'ack', by: 'ana' });
    await story.answered({ changed: true, result: 'acknowledged' });
    await story.stateIs('acked');
    await story.timerIsSet(false);
    await story.passes('3d');
    await story.notified();
    await story.stateIs('acked');
  });

  it('Given an exhausted incident, when the service is healthy again, then the next alert starts at level 1', async () => {
    await story.givenLevels([ANA, MARC]);
    await story.alert();
    await story.passes('30m');
    await story.notified(ANA, MARC);
    await story.send({ type: 'healthy' });
    await story.answered({ changed: true, result: 'closed' });
    await story.stateIs('healthy');
    await story.alert();
    await story.notified(ANA);
    await story.incidentIs({ id: 'checkout-db-2', level: 1, cycle: 1 });
  });

  it('Given two who acknowledge, when the second does, then it is recorded and the first stays', async () => {
    await story.givenLevels([ANA, MARC]);
    await story.alert();
    await story.send({ type: 'ack', by: 'ana', note: 'on my way' });
    await story.send({ type: 'ack', by: 'marc' });
    await story.answered({ changed: false, result: 'ignored', reason: 'already_acked' });
    await story.incidentIs({ ackedBy: 'ana' });
    await story.timelineSays(
      'Acknowledged by ana: on my way',
      'An acknowledgement by marc changed nothing: somebody else had acknowledged already',
    );
  });

  it('Given a healthy service, when anything but an alert comes, then it changes nothing and says why', async () => {
    await story.givenLevels([ANA]);
    await story.send({ type: 'healthy' });
    await story.answered({ changed: false, result: 'ignored', reason: 'not_unhealthy' });
    await story.send({ type: 'ack', by: 'ana' });
    await story.answered({ changed: false, reason: 'not_unhealthy' });
    await story.send({ type: 'resolve' });
    await story.answered({ changed: false, reason: 'not_unhealthy' });
    await story.notified();
    await story.timelineSays('A healthy event changed nothing: no incident is open');
  });
});
