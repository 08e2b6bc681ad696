/** The settings by which the pager tells of itself. */
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';

const MAIL = { SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'pager@example.com' };
const SMS = { SMS_GATEWAY_URL: 'https://sms.example.com/send' };
const problemsOf = (environment: NodeJS.ProcessEnv) => {
  const read = readConfig(environment);
  return 'problems' in read ? read.problems : [];
};

it('are taken in normal form', () => {
  const environment = {
    ...MAIL,
    ...SMS,
    OPERATOR_EMAIL: 'Ops@EXAMPLE.com',
    OPERATOR_PHONE: '+33 6 12 34 56 78',
    HEARTBEAT_URL: 'https://hc-ping.com/0f3a',
  };
  expect(readConfig(environment)).toMatchObject({
    config: {
      operators: [
        { type: 'email', address: 'Ops@example.com' },
        { type: 'sms', phoneNumber: '+33612345678' },
      ],
      heartbeatUrl: 'https://hc-ping.com/0f3a',
    },
  });
});

it.each<[string, NodeJS.ProcessEnv, RegExp]>([
  ['an address that is none', { ...MAIL, OPERATOR_EMAIL: 'ops' }, /^OPERATOR_EMAIL: expected an e-mail address/],
  [
    'a number without its country',
    { ...SMS, OPERATOR_PHONE: '0612345678' },
    /^OPERATOR_PHONE: expected a phone number/,
  ],
  ['an address without a mail server', { OPERATOR_EMAIL: 'ops@example.com' }, /^OPERATOR_EMAIL needs SMTP_URL/],
  ['a number without an SMS gateway', { ...MAIL, OPERATOR_PHONE: '+33612345678' }, /^OPERATOR_PHONE needs SMS_/],
  ['a watchdog that is not on the web', { HEARTBEAT_URL: 'ping.example.com' }, /^HEARTBEAT_URL: expected a URL/],
])('%s stops the start', (_, environment, problem) => {
  expect(problemsOf(environment)).toEqual([expect.stringMatching(problem)]);
});
