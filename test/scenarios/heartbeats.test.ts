import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory } from '../harness/story.ts';

describe.each(STYLES)('%s: a heartbeat of a service', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
    await story.givenHeartbeat('10m', { grace: '5m' });
  });
  afterEach(() => story.stop());

  it('Given pings in time, then nobody is notified; given silence, then people are, level by level', async () => {
    await story.backupIs('unstarted');
    await story.backupPings();
    for (let pings = 0; pings < 4; pings++) {
      await story.passes('14m');
      await story.backupPings();
    }
    await story.notified();
    await story.passes('14m');
    await story.notified();
    await story.backupIs('alive');
    await story.passes('1m');
    await story.backupIs('expired');
    await story.notified(ANA);
    await story.messageSays(ANA, 'Heartbeat "Nightly backup" is expired: not heard of for 10m');
    await story.passes('15m');
    await story.notified(MARC);
  });

  it('Given an expired heartbeat, when it is heard of again, then its incident closes, and the next silence opens another', async () => {
    await story.backupPings();
    await story.passes('15m');
    await story.stateIs('escalating');
    await story.backupPings();
    await story.stateIs('healthy');
    await story.timelineSays('Closed: the last open alert, "nightly-backup", is resolved');
    await story.passes('15m');
    await story.notified(ANA, ANA);
    await story.incidentsAre('checkout-db-2', 'checkout-db-1');
  });

  it('Given an expired heartbeat, when other alerts are open too, then a ping resolves its own only', async () => {
    await story.alert();
    await story.backupPings();
    await story.passes('15m');
    await story.incidentIs({ openAlerts: 2 });
    await story.backupPings();
    await story.incidentIs({ openAlerts: 1 });
    await story.notified(ANA, MARC);
  });

  it('Given a heartbeat that was never heard of, then its silence says nothing', async () => {
    await story.passes('5d');
    await story.backupIs('unstarted');
    await story.notified();
  });

  it('Given a pause, then its silence says nothing, and its alert is over', async () => {
    await story.backupPings();
    await story.passes('15m');
    await story.backupIsPaused();
    await story.stateIs('healthy');
    await story.passes('1h');
    await story.notified(ANA);
    await story.backupIsResumed();
    await story.passes('14m');
    await story.stateIs('healthy');
    await story.passes('1m');
    await story.notified(ANA);
  });

  it('Given a heartbeat that is deleted while it is expired, then its alert is over, and its timers change nothing', async () => {
    await story.backupPings();
    await story.passes('15m');
    await story.backupIsDeleted();
    await story.stateIs('healthy');
    await story.backupIs(null);
    await story.oldWakeUpsCome();
    await story.passes('1h');
    await story.notified(ANA);
  });

  it('Given no process for an hour, when one starts again, then a heartbeat that nobody could hear gets time to be heard', async () => {
    await story.backupPings();
    await story.passesWithoutProcess('1h');
    await story.backupIs('alive');
    await story.notified();
    await story.passes('4m');
    await story.backupPings();
    await story.passes('14m');
    await story.notified();
    await story.passes('1m');
    await story.notified(ANA);
  });

  it('Given no process for an hour, when one starts again and still nothing is heard, then people are notified', async () => {
    await story.backupPings();
    await story.passesWithoutProcess('1h');
    await story.passes('5m');
    await story.backupIs('expired');
    await story.notified(ANA);
  });

  it('Given a heartbeat, when its timers come again and somebody is woken for nothing, then nothing changes', async () => {
    await story.backupPings();
    await story.passes('10m');
    await story.backupPings();
    await story.passes('10m');
    await story.oldWakeUpsCome();
    await story.wakesForNothing();
    await story.backupIs('alive');
    await story.notified();
    await story.passes('5m');
    await story.notified(ANA);
  });
});
