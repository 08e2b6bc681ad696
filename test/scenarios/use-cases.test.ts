import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: the five use cases, with the timeout of 15 minutes', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, [MARC, ZOE]]);
  });
  afterEach(() => story.stop());

  it('Given a healthy service, when an alert comes, then level 1 is notified once and the timer is set', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.stateIs('escalating');
    await story.timerIsSet(true);
    await story.passes('14m');
    await story.notified();
  });

  it('Given an unacknowledged incident, when the timeout comes, then the next level is notified and the timer is set', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.passes('15m');
    await story.notified(MARC, ZOE);
    await story.timerIsSet(true);
  });

  it('Given an acknowledged incident, when the timeout would come, then nobody is notified and no timer is set', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.send({ type: 'ack', by: 'ana' });
    await story.timerIsSet(false);
    await story.passes('15m');
    await story.notified();
    await story.stateIs('acked');
  });

  it('Given an unhealthy service, when another alert comes, then nobody is notified and the timer stays as it was', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.passes('10m');
    await story.alert('disk still full');
    await story.notified();
    await story.passes('5m');
    await story.notified(MARC, ZOE);
  });

  it('Given an unhealthy service, when it is healthy again, then the timeout changes nothing', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.send({ type: 'healthy' });
    await story.timerIsSet(false);
    await story.passes('15m');
    await story.notified();
    await story.stateIs('healthy');
  });
});
