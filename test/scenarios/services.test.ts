import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

describe.each(STYLES)('%s: services that come and go, and what is kept of them', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
  });
  afterEach(() => story.stop());

  it('Given an open incident, when its service is deleted, then it is not, and everything goes on', async () => {
    await story.alert();
    await story.deletesService({ force: false });
    await story.serviceIs('incident_open');
    await story.passes('15m');
    await story.notified(ANA, MARC);
  });

  it('Given an open incident, when its service is deleted by force, then it is closed first and nobody is notified any more', async () => {
    await story.alert();
    await story.deletesService({ force: true });
    await story.serviceIs('deleted');
    await story.timerIsSet(false);
    await story.passes('1h');
    await story.notified(ANA);
    await story.alert();
    await story.answered('unknown_service');
  });

  it('Given a service that was deleted and made again, when it fails, then its incident has a number that was never used', async () => {
    await story.alert();
    await story.send({ type: 'healthy' });
    await story.deletesService({ force: false });
    await story.serviceIs('deleted');
    await story.givenService({});
    await story.stateIs('healthy');
    await story.alert();
    await story.notified(ANA, ANA);
    await story.incidentIs({ id: 'checkout-db-2' });
    await story.incidentsAre('checkout-db-2', 'checkout-db-1');
  });

  it('Given an unknown service, when an alert about it comes, then it is refused and nothing opens', async () => {
    await story.alertAbout('nobody-knows-it');
    await story.answered('unknown_service');
    await story.incidentsAre();
  });

  it('Given closed incidents, when their time is over, then they are forgotten, and the open one never is', async () => {
    await story.alert();
    await story.send({ type: 'healthy' });
    await story.passes('80d');
    await story.alert();
    await story.send({ type: 'healthy' });
    await story.alert();
    await story.passes('11d');
    await story.forgetsHistory();
    await story.incidentsAre('checkout-db-3', 'checkout-db-2');
    await story.passes('80d');
    await story.forgetsHistory();
    await story.incidentsAre('checkout-db-3');
    await story.stateIs('exhausted');
    await story.timelineHas(1, 'Incident opened');
    await story.notified(ANA, ANA, ANA, MARC);
    await story.send({ type: 'healthy' });
    await story.alert();
    await story.incidentIs({ id: 'checkout-db-4' });
  });
});
