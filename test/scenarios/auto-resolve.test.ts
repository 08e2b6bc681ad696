import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

describe.each(STYLES)('%s: a service whose incidents close when no alert comes any more', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
    await story.givenService({ autoResolveAfter: '1h' });
  });
  afterEach(() => story.stop());

  it('Given an hour without an alert, then the incident closes by itself, whoever was notified and however often', async () => {
    await story.alert();
    await story.passes('59m');
    await story.notified(ANA, MARC);
    await story.stateIs('exhausted');
    await story.passes('1m');
    await story.stateIs('healthy');
    await story.timerIsSet(false);
    await story.timelineSays('Closed by itself: no alert came for 1h');
    await story.alert();
    await story.incidentIs({ id: 'checkout-db-2', level: 1 });
    await story.notified(ANA);
  });

  it('Given alerts that come again and again, then it stays open, and closes an hour after the last of them', async () => {
    await story.alert();
    for (let hours = 0; hours < 3; hours++) {
      await story.passes('45m');
      await story.alert();
    }
    await story.stateIs('exhausted');
    await story.passes('59m');
    await story.stateIs('exhausted');
    await story.passes('1m');
    await story.stateIs('healthy');
    await story.timelineHas(1, 'Closed by itself');
  });

  it('Given an acknowledgement, or a snooze for longer, then it closes all the same, and nobody is notified again', async () => {
    await story.alert();
    await story.send({ type: 'ack', by: 'ana' });
    await story.incidentIs({ nextEscalationAt: null });
    await story.snoozes('ana', '5h');
    await story.passes('1h');
    await story.stateIs('healthy');
    await story.passes('6h');
    await story.notified(ANA);
  });

  it('Given an incident that was closed, when its timer comes all the same, then the next one has its own hour', async () => {
    await story.alert();
    await story.passes('40m');
    await story.send({ type: 'healthy' });
    await story.alert();
    await story.oldWakeUpsCome();
    await story.passes('59m');
    await story.incidentIs({ id: 'checkout-db-2' });
    await story.passes('1m');
    await story.stateIs('healthy');
  });

  it('Given an incident that is open, when the service is set otherwise, then that counts from the next one on', async () => {
    await story.alert();
    await story.givenService({});
    await story.passes('1h');
    await story.stateIs('healthy');
    await story.alert();
    await story.passes('2h');
    await story.stateIs('exhausted');
  });

  it('Given no process for two hours, when one starts again and an alert comes at once, then it opens the next incident', async () => {
    await story.alert();
    await story.passesWithoutProcess('2h');
    await story.alert();
    await story.incidentIs({ id: 'checkout-db-2', level: 1 });
  });
});
