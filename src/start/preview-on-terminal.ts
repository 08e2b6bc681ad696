/** A message of the preview as the terminal shows it: whom it would have reached, and all of it, with its link. */
import type { OutboxMessage } from '../pager/types.ts';

export function previewLines({ target, subject, text }: OutboxMessage): string[] {
  const isMail = target.type === 'email';
  const to = isMail ? target.address : target.phoneNumber;
  return [
    `┌ ${isMail ? 'E-mail' : 'SMS'} to ${to} (preview: it was not sent)`,
    ...(isMail ? [`│ ${subject}`, '│'] : []),
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `│ ${line}`.trimEnd()),
    '└',
  ];
}
