/** The channels that are configured. None at all is preview. */
import type { ChannelName } from '../policy/target.ts';
import type { Channel } from './channel.ts';
import { createEmailChannel } from './email.ts';
import { createSmsGateway } from './sms-gateway.ts';
import { createTwilio, type TwilioSettings } from './twilio.ts';

export interface ChannelSettings {
  email?: { smtpUrl: string; from: string };
  sms?: { kind: 'gateway'; url: string; token?: string } | ({ kind: 'twilio' } & TwilioSettings);
}

export function createChannels({ email, sms }: ChannelSettings): Map<ChannelName, Channel> {
  const channels = new Map<ChannelName, Channel>();
  if (email) channels.set('email', createEmailChannel(email));
  if (sms) channels.set('sms', sms.kind === 'twilio' ? createTwilio(sms) : createSmsGateway(sms));
  return channels;
}
