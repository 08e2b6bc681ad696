import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

describe.each(STYLES)('%s: what a service may switch on', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
  });
  afterEach(() => story.stop());

  it('Given acknowledgements that expire, when the incident is still open then, then it is escalated again from level 1', async () => {
    await story.givenService({ ackExpiresAfter: '2h' });
    await story.alert();
    await story.passes('15m');
    await story.notified(ANA, MARC);
    await story.send({ type: 'ack', by: 'ana' });
    await story.incidentIs({ nextAction: 'ackExpiry', level: 2 });
    await story.passes('119m');
    await story.notified();
    await story.stateIs('acked');
    await story.passes('1m');
    await story.notified(ANA);
    await story.stateIs('escalating');
    await story.incidentIs({ level: 1, cycle: 2, ackedBy: null });
    await story.timelineSays('Level 1 notified, since the acknowledgement expired');
    await story.passes('15m');
    await story.notified(MARC);
  });

  it('Given acknowledgements that expire, when a second one comes, then the first still counts', async () => {
    await story.givenService({ ackExpiresAfter: '2h' });
    await story.alert();
    await story.send({ type: 'ack', by: 'ana' });
    await story.passes('1h');
    await story.send({ type: 'ack', by: 'marc' });
    await story.passes('1h');
    await story.notified(ANA, ANA);
  });

  it('Given acknowledgements that expire, when the service is healthy before, then nobody is notified', async () => {
    await story.givenService({ ackExpiresAfter: '2h' });
    await story.alert();
    await story.send({ type: 'ack', by: 'ana' });
    await story.timerIsSet(true);
    await story.send({ type: 'healthy' });
    await story.timerIsSet(false);
    await story.passes('3h');
    await story.notified(ANA);
    await story.stateIs('healthy');
  });

  it('Given acknowledgements that expire, when one of an exhausted incident does, then it starts again at level 1', async () => {
    await story.givenService({ ackExpiresAfter: '2h' });
    await story.alert();
    await story.passes('30m');
    await story.stateIs('exhausted');
    await story.send({ type: 'ack', by: 'ana' });
    await story.notified(ANA, MARC);
    await story.passes('2h');
    await story.notified(ANA);
  });

  it('Given new keys that notify, when one comes after the acknowledgement, then the policy starts again at level 1', async () => {
    await story.givenService({ renotifyOnNewKey: true });
    await story.alert();
    await story.passes('15m');
    await story.send({ type: 'ack', by: 'ana' });
    await story.notified(ANA, MARC);
    await story.alert('disk full');
    await story.answered({ changed: false, result: 'recorded' });
    await story.notified();
    await story.alert('memory full', { key: 'memory' });
    await story.answered({ changed: true, result: 'escalated' });
    await story.notified(ANA);
    await story.incidentIs({ level: 1, cycle: 2, ackedBy: null });
    await story.timelineSays('Another alert: memory full', 'Level 1 notified, since a new alert came');
  });

  it('Given new keys that notify, when one comes while the incident is escalating, then it is recorded and nobody is notified', async () => {
    await story.givenService({ renotifyOnNewKey: true });
    await story.alert();
    await story.alert('memory full', { key: 'memory' });
    await story.answered({ changed: false, result: 'recorded' });
    await story.notified(ANA);
    await story.passes('15m');
    await story.notified(MARC);
  });

  it('Given new keys that notify, when one comes to an exhausted incident, then the policy starts again at level 1', async () => {
    await story.givenService({ renotifyOnNewKey: true });
    await story.alert();
    await story.passes('30m');
    await story.notified(ANA, MARC);
    await story.alert('disk full');
    await story.notified();
    await story.alert('memory full', { key: 'memory' });
    await story.notified(ANA);
    await story.stateIs('escalating');
  });
});
