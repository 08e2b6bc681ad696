import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

const keys = (count: number) => Array.from({ length: count }, (_, i) => ({ key: `disk-${i}` }));

describe.each(STYLES)('%s: alerts, one after the other and many at once', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([[ANA, MARC]]);
  });
  afterEach(() => story.stop());

  it('Given a healthy service, when two different alerts come at the same moment, then each target is notified once', async () => {
    await story.alertsTogether({ key: 'disk' }, { key: 'memory' });
    await story.notified(ANA, MARC);
    await story.incidentsAre('checkout-db-1');
    await story.incidentIs({ openAlerts: 2 });
  });

  it('Given a healthy service, when one alert comes 200 times at the same moment, then each target is notified once', async () => {
    await story.alertsTogether(...Array.from({ length: 200 }, () => ({})));
    await story.notified(ANA, MARC);
    await story.incidentsAre('checkout-db-1');
    await story.timelineHas(1, 'Incident opened');
  });

  it('Given an acknowledged incident, when the alert repeats, then it is recorded and nobody is notified', async () => {
    await story.alert();
    await story.notified(ANA, MARC);
    await story.send({ type: 'ack', by: 'ana' });
    await story.alert('disk still full');
    await story.answered({ changed: false, result: 'recorded' });
    await story.notified();
    await story.timerIsSet(false);
    await story.stateIs('acked');
    await story.timelineSays('Acknowledged by ana', 'Another alert: disk still full');
  });

  it('Given an exhausted incident, when an alert with a new key comes, then it is recorded and nobody is notified', async () => {
    await story.alert();
    await story.passes('15m');
    await story.notified(ANA, MARC);
    await story.alert('memory full', { key: 'memory' });
    await story.answered({ changed: false, result: 'recorded' });
    await story.stateIs('exhausted');
    await story.timerIsSet(false);
    await story.notified();
  });

  it('Given two open keys, when one is resolved, then the incident stays open, and closes with the other', async () => {
    await story.alert('disk full', { key: 'disk' });
    await story.alert('memory full', { key: 'memory' });
    await story.notified(ANA, MARC);
    await story.send({ type: 'resolve', key: 'disk' });
    await story.answered({ changed: false, result: 'resolved' });
    await story.stateIs('escalating');
    await story.incidentIs({ openAlerts: 1 });
    await story.send({ type: 'resolve', key: 'memory' });
    await story.answered({ changed: true, result: 'closed', incidentId: 'checkout-db-1' });
    await story.stateIs('healthy');
    await story.timerIsSet(false);
    await story.timelineSays(
      'Alert "disk" is resolved; others are still open',
      'Closed: the last open alert, "memory", is resolved',
    );
  });

  it('Given two open keys and an acknowledgement, when one is resolved, then the incident is still acknowledged', async () => {
    await story.alert('disk full', { key: 'disk' });
    await story.alert('memory full', { key: 'memory' });
    await story.send({ type: 'ack', by: 'ana' });
    await story.send({ type: 'resolve', key: 'disk' });
    await story.stateIs('acked');
    await story.send({ type: 'resolve', key: 'memory' });
    await story.stateIs('healthy');
  });

  it('Given one key from two sources, when one source resolves it, then the other keeps the incident open', async () => {
    await story.alert('disk full', { key: 'disk', source: 'prometheus' });
    await story.alert('disk full', { key: 'disk', source: 'zabbix' });
    await story.incidentIs({ openAlerts: 2 });
    await story.send({ type: 'resolve', key: 'disk' });
    await story.answered({ changed: false, result: 'ignored', reason: 'unknown_key' });
    await story.send({ type: 'resolve', key: 'disk', source: 'zabbix' });
    await story.answered({ result: 'resolved' });
    await story.send({ type: 'resolve', key: 'disk', source: 'prometheus' });
    await story.answered({ result: 'closed' });
    await story.stateIs('healthy');
  });

  it('Given a key that was resolved, when it is resolved again, then nothing changes and the timeline says why', async () => {
    await story.alert('disk full', { key: 'disk' });
    await story.alert('memory full', { key: 'memory' });
    await story.send({ type: 'resolve', key: 'disk' });
    await story.send({ type: 'resolve', key: 'disk' });
    await story.answered({ changed: false, reason: 'unknown_key' });
    await story.timelineSays('A resolved alert changed nothing: no alert with that key is open');
  });

  it('Given several open keys, when a healthy event comes, then the incident closes whatever is open', async () => {
    await story.alertsTogether(...keys(5));
    await story.send({ type: 'healthy', by: 'ana' });
    await story.stateIs('healthy');
    await story.timelineSays('Closed as healthy by ana');
  });

  it('Given a service that was paged, when it fails again after closing, then a new incident starts at level 1', async () => {
    await story.alert();
    await story.send({ type: 'resolve' });
    await story.alert();
    await story.notified(ANA, MARC, ANA, MARC);
    await story.incidentsAre('checkout-db-2', 'checkout-db-1');
    await story.incidentIs({ id: 'checkout-db-2', level: 1 });
  });

  it('Given 250 open keys, when they are counted, then 200 have their texts and all of them hold the incident open', async () => {
    await story.alertsTogether(...keys(250));
    await story.incidentIs({ openAlerts: 250, overflowed: false });
    await story.send({ type: 'resolve', key: 'disk-249' });
    await story.answered({ result: 'resolved' });
    await story.send({ type: 'resolve', key: 'disk-250' });
    await story.answered({ result: 'ignored', reason: 'unknown_key' });
    await story.incidentIs({ openAlerts: 249 });
    await story.notified(ANA, MARC);
  });

  it('Given more than 10,000 open keys, when one of them is resolved, then only a healthy event closes the incident', {
    timeout: 120_000,
  }, async () => {
    await story.alertsTogether(...keys(10_001));
    await story.incidentIs({ overflowed: true, openAlerts: 10_000 });
    await story.notified(ANA, MARC);
    await story.send({ type: 'resolve', key: 'disk-0' });
    await story.stateIs('escalating');
    await story.send({ type: 'healthy' });
    await story.stateIs('healthy');
  });

  it('Given an alert that repeats all the time, when a minute is full, then its repeats are counted and write no lines', async () => {
    await story.alert();
    for (let i = 0; i < 19; i++) await story.alertsTogether({});
    await story.timelineHas(9, 'Another alert');
    await story.passes('1m');
    await story.alert();
    await story.timelineHas(10, 'Another alert');
    await story.notified(ANA, MARC);
  });

  it('Given an incident, when what changes nothing comes all the time, then it is counted, and writes ten lines a minute', async () => {
    await story.alert();
    for (let i = 0; i < 15; i++) await story.send({ type: 'resolve', key: 'another' });
    await story.answered({ changed: false, result: 'ignored', reason: 'unknown_key' });
    await story.timelineHas(10, 'changed nothing');
    await story.send({ type: 'ack', by: 'ana' });
    for (let i = 0; i < 5; i++) await story.send({ type: 'ack', by: 'marc' });
    await story.timelineHas(10, 'changed nothing');
    await story.incidentIs({ ignoredEvents: 20 });
    await story.passes('1m');
    await story.send({ type: 'ack', by: 'zoe' });
    await story.timelineSays('Acknowledged by ana', 'An acknowledgement by zoe changed nothing');
    await story.timelineHas(11, 'changed nothing');
  });

  it('Given a minute that is full, when an alert with a new key comes, then its line is written all the same', async () => {
    await story.alert();
    for (let i = 0; i < 12; i++) await story.alertsTogether({});
    await story.alert('memory full', { key: 'memory' });
    await story.timelineHas(1, 'Another alert: memory full');
  });

  it('Given 250 open keys, when they all repeat within the minute, then their repeats write no lines', async () => {
    await story.alertsTogether(...keys(250));
    await story.timelineHas(249, 'Another alert');
    await story.alertsTogether(...keys(250));
    await story.timelineHas(249, 'Another alert');
  });

  it('Given an incident with very many lines, when it is read, then the first and the last are there and the rest is counted', async () => {
    await story.alertsTogether(...keys(1_500));
    await story.send({ type: 'ack', by: 'ana' });
    await story.timelineSays('Incident opened', 'Level 1 notified', 'lines were left out here', 'Acknowledged by ana');
    await story.timelineHas(1, 'lines were left out here');
  });
});
