import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: timers that come early, late, twice or for nothing', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC, ZOE]);
  });
  afterEach(() => story.stop());

  it('Given a set timer, when somebody is woken before it is due, then nobody is notified and it is still set', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.passes('14m');
    await story.wakesForNothing();
    await story.notified();
    await story.timerIsSet(true);
    await story.passes('1m');
    await story.notified(MARC);
  });

  it('Given no process for an hour, when one starts again, then the level that was due is notified once', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.passesWithoutProcess('1h');
    await story.notified(MARC);
    await story.incidentIs({ level: 2 });
    await story.passes('15m');
    await story.notified(ZOE);
  });

  it('Given a timer that was taken, when it comes again and several are woken at once, then nobody is notified twice', async () => {
    await story.alert();
    await story.passes('15m');
    await story.notified(ANA, MARC);
    await story.oldWakeUpsCome();
    await story.wakesForNothing();
    await story.notified();
    await story.incidentIs({ level: 2 });
    await story.timerIsSet(true);
  });

  it('Given an acknowledgement, when the timer that it ended comes all the same, then nothing changes', async () => {
    await story.alert();
    await story.send({ type: 'ack', by: 'ana' });
    await story.oldWakeUpsCome();
    await story.notified(ANA);
    await story.stateIs('acked');
    await story.timerIsSet(false);
  });

  it('Given a healthy service, when the timer of its last incident comes, then it stays healthy', async () => {
    await story.alert();
    await story.send({ type: 'healthy' });
    await story.oldWakeUpsCome();
    await story.notified(ANA);
    await story.stateIs('healthy');
    await story.timerIsSet(false);
  });

  it('Given a new incident, when the timer of the one before comes, then the new one keeps its level and its timer', async () => {
    await story.alert();
    await story.passes('10m');
    await story.send({ type: 'healthy' });
    await story.alert();
    await story.notified(ANA, ANA);
    await story.oldWakeUpsCome();
    await story.passes('5m');
    await story.notified();
    await story.incidentIs({ id: 'checkout-db-2', level: 1 });
    await story.passes('10m');
    await story.notified(MARC);
  });

  it('Given an acknowledgement that was taken back, when the timer from before it comes, then the new one still counts', async () => {
    await story.alert();
    await story.passes('10m');
    await story.act({ type: 'ack', by: 'ana' });
    await story.act({ type: 'unack', by: 'ana' });
    await story.notified(ANA);
    await story.oldWakeUpsCome();
    await story.passes('14m');
    await story.notified();
    await story.passes('1m');
    await story.notified(MARC);
  });
});
