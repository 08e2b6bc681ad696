/** What the demo sets up: three levels of 10 seconds, for invented people or for those that are named. */
import { EXAMPLE_PHONE } from '../policy/example-phone.ts';
import { StartFailure } from './start-failure.ts';

const INVENTED = ['ana@example.com', EXAMPLE_PHONE, 'zoe@example.com'];

export const DEMO_ID = 'demo';
export const DEMO_SERVICE = { name: 'Demo shop', escalationPolicyId: DEMO_ID };
export const DEMO_ALERT = { summary: 'Nobody can pay any more', severity: 'critical', source: 'npm run demo' };

/**
 * @param people addresses and numbers, one a level; the last one stands for what is missing
 * @throws StartFailure when real messages would go to people who were not named
 */
export function demoPolicy(people: string[], realChannels: string[]): object {
  if (people.length === 0 && realChannels.length > 0) {
    throw new StartFailure([
      `This pager sends real messages (${realChannels.join(', ')}), so the demo pages nobody unless you say whom.`,
      `To page yourself: npm run demo -- --to you@your-company.com --to ${EXAMPLE_PHONE}`,
    ]);
  }
  const chosen = people.length > 0 ? people : INVENTED;
  return {
    name: 'Demo',
    levels: [0, 1, 2].map((level) => ({
      ackTimeout: '10s',
      targets: [toTarget(chosen[level] ?? chosen.at(-1) ?? '')],
    })),
  };
}

function toTarget(person: string): object {
  return person.includes('@') ? { type: 'email', address: person } : { type: 'sms', phoneNumber: person };
}
