import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

describe.each(STYLES)('%s: acknowledging through the link in a message', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
  });
  afterEach(() => story.stop());

  it('Given a message, when its link is opened, then it shows the incident and changes nothing', async () => {
    await story.alert();
    await story.linkShows(ANA, { incident: { id: 'checkout-db-1', state: 'escalating' } });
    await story.linkShows(ANA, { incident: { state: 'escalating', ackedBy: null } });
    await story.passes('15m');
    await story.notified(ANA, MARC);
  });

  it('Given a message, when its link acknowledges, then escalation stops and the timeline says through whose link', async () => {
    await story.alert();
    await story.clicks(ANA);
    await story.answered({ changed: true, result: 'acknowledged', incidentId: 'checkout-db-1' });
    await story.stateIs('acked');
    await story.incidentIs({ ackedBy: 'ana@…' });
    await story.timelineSays('Acknowledged through the link sent to ana@…');
    await story.passes('15m');
    await story.notified(ANA);
  });

  it('Given two messages, when both links acknowledge, then the first acknowledger stays and the second is recorded', async () => {
    await story.alert();
    await story.passes('15m');
    await story.clicks(MARC);
    await story.clicks(ANA);
    await story.answered({ changed: false, result: 'ignored', reason: 'already_acked' });
    await story.incidentIs({ ackedBy: '+33…78' });
    await story.timelineSays(
      'Acknowledged through the link sent to +33…78',
      'An acknowledgement through the link sent to ana@… changed nothing: somebody else had acknowledged already',
    );
  });

  it('Given a closed incident, when its link acknowledges, then it says so and changes nothing, also of the next one', async () => {
    await story.alert();
    await story.send({ type: 'healthy' });
    await story.linkShows(ANA, { incident: { id: 'checkout-db-1', state: 'closed' } });
    await story.clicks(ANA);
    await story.answered({ changed: false, reason: 'other_incident', incidentId: 'checkout-db-1' });
    await story.whenSendingTo(ANA, { outcome: 'refused', reason: 'mailbox full' });
    await story.alert();
    await story.stateIs('escalating');
    await story.clicks(ANA);
    await story.answered({ changed: false, reason: 'other_incident' });
    await story.stateIs('escalating');
    await story.linkShows(ANA, { incident: { id: 'checkout-db-1', state: 'closed' } });
  });

  it('Given a message, when its link pages the next level, then that is notified and the timeline says by whom', async () => {
    await story.alert();
    await story.clicks(ANA, 'escalate');
    await story.notified(ANA, MARC);
    await story.timelineSays('Escalated through the link sent to ana@…', 'Level 2 notified by hand');
  });

  it('Given a message, when its link says that the service is healthy, then the incident closes', async () => {
    await story.alert();
    await story.clicks(ANA, 'healthy');
    await story.stateIs('healthy');
    await story.timelineSays('Closed as healthy through the link sent to ana@…');
    await story.linkShows(ANA, { incident: { state: 'closed', closedBy: 'ana@…' } });
  });

  it('Given an incident that is open for long, when its link is over 7 days old, then it is no link any more', async () => {
    await story.alert();
    await story.passes('6d');
    await story.linkShows(ANA, { incident: { state: 'exhausted' } });
    await story.passes('1d');
    await story.linkShows(ANA, null);
    await story.clicks(ANA);
    await story.answered('not_found');
    await story.stateIs('exhausted');
  });

  it('Given a service that was deleted, when an old link is used, then nothing changes', async () => {
    await story.alert();
    await story.deletesService({ force: true });
    await story.clicks(ANA);
    await story.answered('unknown_service');
    await story.linkShows(ANA, { incident: { id: 'checkout-db-1', state: 'closed' } });
  });
});
