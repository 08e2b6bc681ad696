/** A message as the outbox shows it while no channel is configured: what would have been sent, with its working link. */
import type { Message } from './channel.ts';
import { smsOf } from './sms-text.ts';
import { subjectOf, textOf } from './texts.ts';

export function createPreviewText(message: Message, now: number): { subject: string; text: string } {
  return {
    subject: subjectOf(message),
    text: message.target.type === 'sms' ? smsOf(message, now) : textOf(message, now),
  };
}
