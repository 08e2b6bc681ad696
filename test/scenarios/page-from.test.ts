import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

describe.each(STYLES)('%s: a service that pages from a severity on', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
    await story.givenService({ pageFrom: 'error' });
  });
  afterEach(() => story.stop());

  it('Given alerts below it, then they are recorded, nothing opens and nobody is notified', async () => {
    await story.alert('getting warm', { severity: 'warning' });
    await story.answered({ changed: false, result: 'recorded', reason: 'below_page_from', incidentId: null });
    await story.alert('hello', { severity: 'info' });
    await story.stateIs('healthy');
    await story.timerIsSet(false);
    await story.notified();
    await story.timelineSays('below what pages (warning): getting warm', 'below what pages (info): hello');
  });

  it('Given a key that rises to it, then it counts as an alert', async () => {
    await story.alert('disk at 80 %', { key: 'disk', severity: 'warning' });
    await story.notified();
    await story.alert('disk at 95 %', { key: 'disk', severity: 'error' });
    await story.answered({ changed: true, result: 'opened' });
    await story.notified(ANA);
  });

  it('Given an open incident, when another key comes below it, then it holds nothing open', async () => {
    await story.alert('disk at 95 %', { key: 'disk' });
    await story.alert('memory at 80 %', { key: 'memory', severity: 'warning' });
    await story.answered({ changed: false, result: 'recorded', reason: 'below_page_from' });
    await story.incidentIs({ openAlerts: 1 });
    await story.timelineSays('Incident opened', 'below what pages (warning): memory at 80 %');
    await story.send({ type: 'resolve', key: 'disk' });
    await story.stateIs('healthy');
  });

  it('Given an open key, when it sinks below it, then it stays open, with what was said last', async () => {
    await story.alert('disk at 95 %', { key: 'disk' });
    await story.alert('disk at 80 %', { key: 'disk', severity: 'warning' });
    await story.answered({ changed: false, result: 'recorded' });
    await story.incidentIs({ openAlerts: 1 });
    await story.timelineSays('Another alert: disk at 80 %');
    await story.stateIs('escalating');
  });

  it('Given new keys that notify, when one comes below it, then an acknowledgement holds; when it rises, it does not', async () => {
    await story.givenService({ pageFrom: 'error', renotifyOnNewKey: true });
    await story.alert('disk at 95 %', { key: 'disk' });
    await story.send({ type: 'ack', by: 'ana' });
    await story.alert('memory at 80 %', { key: 'memory', severity: 'warning' });
    await story.stateIs('acked');
    await story.notified(ANA);
    await story.alert('memory at 95 %', { key: 'memory', severity: 'critical' });
    await story.answered({ changed: true, result: 'escalated' });
    await story.notified(ANA);
  });

  it('Given a flood below it, then the timeline has ten lines a minute of it', async () => {
    await story.alert('disk at 95 %', { key: 'disk' });
    for (let i = 0; i < 15; i++) await story.alert('memory at 80 %', { key: 'memory', severity: 'warning' });
    await story.timelineHas(9, 'below what pages');
  });

  it('Given an incident that closes when it is quiet, then what is below does not keep it open', async () => {
    await story.givenService({ pageFrom: 'error', autoResolveAfter: '1h' });
    await story.alert('disk at 95 %', { key: 'disk' });
    await story.passes('45m');
    await story.alert('memory at 80 %', { key: 'memory', severity: 'warning' });
    await story.passes('15m');
    await story.stateIs('healthy');
  });
});
