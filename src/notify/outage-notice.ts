/** What whoever runs the pager reads when a channel gets nothing through any more, and when it works again. Pure. */
import type { ChannelName } from '../policy/target.ts';
import type { OperatorNotice } from './channel.ts';
import { cut, momentOf } from './texts.ts';

const REASON_LENGTH = 60;
const NAMES: Record<ChannelName, string> = { email: 'E-mail', sms: 'SMS', webhook: 'Webhook' };

export interface ChannelOutage {
  channel: ChannelName;
  what: 'down' | 'works';
  since: number;
  reason: string;
}

/** In one SMS, as far as the reason lets it. */
export function outageNotice(
  { channel, what, since, reason }: ChannelOutage,
  now: number,
): Pick<OperatorNotice, 'subject' | 'text'> {
  const name = NAMES[channel];
  const moment = momentOf(since, now);
  if (what === 'works') {
    return {
      subject: `[Pager] ${name} works again`,
      text: `Pager: ${name} works again. It had failed since ${moment}.`,
    };
  }
  return {
    subject: `[Pager] ${name} does not get through`,
    text: `Pager: ${name} has failed since ${moment}, people are not reached by it. ${cut(reason, REASON_LENGTH)}`.trim(),
  };
}
