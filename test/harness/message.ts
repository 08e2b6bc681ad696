/** A message as a channel gets it: what a test does not speak of is ordinary. */
import type { Message } from '../../src/notify/channel.ts';
import type { OpenAlert } from '../../src/policy/alert.ts';

const MINUTE = 60_000;
/** The moment at which the messages of these tests are sent. */
export const SENT_AT = Date.UTC(2026, 2, 14, 3, 12, 30);

export const anAlert = (rest: Partial<OpenAlert> = {}): OpenAlert => ({
  key: 'default',
  summary: 'disk full',
  severity: 'critical',
  count: 1,
  firstAt: SENT_AT - 1_000,
  lastAt: SENT_AT - 1_000,
  ...rest,
});

export function aMessage(rest: Partial<Message> = {}): Message {
  const alerts = rest.alerts ?? [anAlert()];
  return {
    id: '7pVxkQ2mZ0aB1cD2e',
    target: { type: 'email', address: 'ana@example.com' },
    service: { id: 'checkout-db', name: 'Checkout DB' },
    incident: { id: 'checkout-db-7', openedAt: SENT_AT - 1_000 },
    level: 1,
    levels: 2,
    cycle: 1,
    cycles: 1,
    openAlerts: alerts.length,
    levelBeganAt: SENT_AT - 1_000,
    next: { at: SENT_AT + 15 * MINUTE, action: 'level' },
    ackUrl: 'https://pager.example.com/a/7Zm9vYmFyYmF6cXV4YmF6Q',
    serviceUrl: 'https://pager.example.com/services/checkout-db',
    ...rest,
    alerts,
  };
}

export const anSms = (rest: Partial<Message> = {}): Message =>
  aMessage({ target: { type: 'sms', phoneNumber: '+33612345678' }, ...rest });
