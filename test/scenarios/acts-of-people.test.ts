import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, IS_DOWN, MARC, STYLES, type Story, startStory, WORKS, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: acts of people', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
  });
  afterEach(() => story.stop());

  it('Given an escalating incident, when somebody escalates, then the next level is notified now with its full timeout', async () => {
    await story.givenLevels([ANA, MARC, ZOE]);
    await story.alert();
    await story.passes('10m');
    await story.act({ type: 'escalate', by: 'ana', note: 'not mine' });
    await story.answered({ changed: true, result: 'escalated' });
    await story.notified(ANA, MARC);
    await story.timelineSays('Escalated by ana: not mine', 'Level 2 notified by hand');
    await story.passes('14m');
    await story.notified();
    await story.passes('1m');
    await story.notified(ZOE);
  });

  it('Given the last level and a repeat that is left, when somebody escalates, then the next run begins now, and none is added', async () => {
    await story.givenLevels([ANA, MARC], { repeat: 1 });
    await story.alert();
    await story.passes('15m');
    await story.act({ type: 'escalate', by: 'ana' });
    await story.notified(ANA, MARC, ANA);
    await story.incidentIs({ level: 1, cycle: 2, cycles: 2 });
    await story.passes('30m');
    await story.notified(MARC);
    await story.stateIs('exhausted');
  });

  it('Given the last level of the last run, when somebody escalates, then the policy is started again', async () => {
    await story.givenLevels([ANA, MARC]);
    await story.alert();
    await story.passes('15m');
    await story.act({ type: 'escalate', by: 'ana' });
    await story.notified(ANA, MARC, ANA);
    await story.incidentIs({ level: 1, cycle: 2, cycles: 2, nextAction: 'level' });
  });

  it('Given an exhausted incident, when somebody escalates, then it starts again at level 1 with a timer', async () => {
    await story.givenLevels([ANA, MARC], { repeat: 1 });
    await story.alert();
    await story.passes('1h');
    await story.stateIs('exhausted');
    await story.notified(ANA, MARC, ANA, MARC);
    await story.act({ type: 'escalate', by: 'zoe' });
    await story.notified(ANA);
    await story.stateIs('escalating');
    await story.incidentIs({ level: 1, cycle: 3, cycles: 4 });
    await story.passes('1h');
    await story.notified(MARC, ANA, MARC);
    await story.stateIs('exhausted');
  });

  it('Given an acknowledged incident, when somebody escalates, then the acknowledgement is gone and the next level is notified', async () => {
    await story.givenLevels([ANA, MARC]);
    await story.alert();
    await story.send({ type: 'ack', by: 'ana' });
    await story.act({ type: 'escalate', by: 'ana' });
    await story.notified(ANA, MARC);
    await story.stateIs('escalating');
    await story.incidentIs({ level: 2, ackedBy: null, ackedAt: null });
    await story.timerIsSet(true);
  });

  it('Given an acknowledged last level, when somebody escalates, then the policy is started again', async () => {
    await story.givenLevels([ANA]);
    await story.alert();
    await story.send({ type: 'ack', by: 'ana' });
    await story.act({ type: 'escalate', by: 'zoe' });
    await story.notified(ANA, ANA);
    await story.incidentIs({ level: 1, cycle: 2 });
  });

  it('Given an acknowledged incident, when the acknowledgement is taken back, then its level has the full timeout again', async () => {
    await story.givenLevels([ANA, MARC]);
    await story.alert();
    await story.passes('14m');
    await story.send({ type: 'ack', by: 'ana' });
    await story.passes('1h');
    await story.act({ type: 'unack', by: 'ana', note: 'not mine' });
    await story.answered({ changed: true, result: 'unacknowledged' });
    await story.stateIs('escalating');
    await story.incidentIs({ level: 1, ackedBy: null });
    await story.passes('14m');
    await story.notified(ANA);
    await story.passes('1m');
    await story.notified(MARC);
    await story.timelineSays('Acknowledgement taken back by ana: not mine: escalation goes on', 'Level 2 notified');
  });

  it('Given an acknowledgement of an exhausted incident, when it is taken back, then it is exhausted again', async () => {
    await story.givenLevels([ANA]);
    await story.alert();
    await story.passes('15m');
    await story.send({ type: 'ack', by: 'ana' });
    await story.act({ type: 'unack', by: 'ana' });
    await story.stateIs('exhausted');
    await story.timerIsSet(false);
    await story.passes('1h');
    await story.notified(ANA);
  });

  it('Given nobody has acknowledged, when an acknowledgement is taken back, then nothing changes', async () => {
    await story.givenLevels([ANA]);
    await story.alert();
    await story.act({ type: 'unack', by: 'ana' });
    await story.answered({ changed: false, result: 'ignored', reason: 'not_acked' });
    await story.timerIsSet(true);
  });

  it('Given a message that could not be sent, when its acknowledgement is taken back in time, then it is still sent', async () => {
    await story.givenLevels([ANA, MARC]);
    await story.whenSendingTo(ANA, IS_DOWN);
    await story.alert();
    await story.send({ type: 'ack', by: 'marc' });
    await story.act({ type: 'unack', by: 'marc' });
    await story.whenSendingTo(ANA, WORKS);
    await story.passes('1m');
    await story.notified(ANA);
  });

  it('Given an incident, when notes are written, then they stand in its timeline and change nothing', async () => {
    await story.givenLevels([ANA]);
    await story.alert();
    await story.act({ type: 'note', by: 'ana', note: 'the volume was resized' });
    await story.answered({ changed: false, result: 'noted' });
    await story.stateIs('escalating');
    await story.timelineSays('Note by ana: the volume was resized');
    await story.notified(ANA);
  });

  it('Given a closed incident, when people act on it, then nothing changes, for it is another incident', async () => {
    await story.givenLevels([ANA]);
    await story.alert();
    await story.send({ type: 'healthy' });
    await story.act({ type: 'ack', by: 'ana' }, 'checkout-db-1');
    await story.answered({ changed: false, reason: 'other_incident', incidentId: 'checkout-db-1' });
    await story.alert();
    await story.act({ type: 'ack', by: 'ana' }, 'checkout-db-1');
    await story.answered({ changed: false, reason: 'other_incident' });
    await story.act({ type: 'escalate', by: 'ana' }, 'checkout-db-1');
    await story.answered({ changed: false, reason: 'other_incident' });
    await story.act({ type: 'healthy', by: 'ana' }, 'checkout-db-1');
    await story.answered({ changed: false, reason: 'other_incident' });
    await story.act({ type: 'note', by: 'ana', note: 'late' }, 'checkout-db-1');
    await story.answered({ changed: false, reason: 'other_incident' });
    await story.stateIs('escalating');
    await story.notified(ANA, ANA);
    await story.act({ type: 'ack', by: 'ana' }, 'checkout-db-3');
    await story.answered('not_found');
  });
});
