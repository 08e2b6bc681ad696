import { afterEach, beforeEach, describe, it } from 'vitest';
import { ANA, MARC, STYLES, type Story, startStory, ZOE } from '../harness/story.ts';

describe.each(STYLES)('%s: a policy that is edited while an incident is open', (style) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory(style);
    await story.givenLevels([ANA, MARC]);
  });
  afterEach(() => story.stop());

  it('Given an open incident, when its policy is edited, then the edit applies from the next incident on', async () => {
    await story.alert();
    await story.notified(ANA);
    await story.policyBecomes([ZOE], { repeat: 3 });
    await story.passes('15m');
    await story.notified(MARC);
    await story.incidentIs({ levels: 2, cycles: 1 });
    await story.passes('15m');
    await story.stateIs('exhausted');
    await story.send({ type: 'healthy' });
    await story.alert();
    await story.notified(ZOE);
    await story.incidentIs({ levels: 1, cycles: 4 });
  });

  it('Given an exhausted incident and an edited policy, when it is escalated, then the policy from its opening is started again', async () => {
    await story.alert();
    await story.passes('30m');
    await story.notified(ANA, MARC);
    await story.policyBecomes([ZOE]);
    await story.act({ type: 'escalate', by: 'zoe' });
    await story.notified(ANA);
  });

  it('Given an exhausted incident and an edited policy, when it is escalated with the policy of now, then that one is started', async () => {
    await story.alert();
    await story.passes('30m');
    await story.notified(ANA, MARC);
    await story.policyBecomes([ZOE, [ANA, MARC]], { repeat: 1 });
    await story.act({ type: 'escalate', by: 'zoe', refreshPolicy: true });
    await story.answered({ changed: true, result: 'escalated' });
    await story.notified(ZOE);
    await story.incidentIs({ level: 1, levels: 2, cycle: 2, cycles: 3 });
    await story.passes('15m');
    await story.notified(ANA, MARC);
    await story.passes('15m');
    await story.notified(ZOE);
  });

  it('Given an open incident, when its service gets another policy, then the incident goes on with the one that it began with', async () => {
    await story.alert();
    await story.givenService({ name: 'Checkout', renotifyOnNewKey: true });
    await story.send({ type: 'ack', by: 'ana' });
    await story.alert('memory full', { key: 'memory' });
    await story.notified(ANA);
    await story.stateIs('acked');
  });
});
