/** A message of the preview as the terminal shows it: whom it would have reached, and all of it, with its link. */
import type { OutboxMessage } from '../pager/types.ts';
import { addressOf } from '../policy/target.ts';

export function previewLines({ target, subject, text }: OutboxMessage): string[] {
  const isMail = target.type === 'email';
  const channel = { email: 'E-mail', sms: 'SMS', webhook: 'Webhook' }[target.type];
  return [
    `┌ ${channel} to ${addressOf(target)} (preview: it was not sent)`,
    ...(isMail ? [`│ ${subject}`, '│'] : []),
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `│ ${line}`.trimEnd()),
    '└',
  ];
}
