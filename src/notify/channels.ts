/** The channels that are configured. None at all is preview. */
import type { ChannelName } from '../policy/target.ts';
import type { Channel } from './channel.ts';
import { createEmailChannel } from './email.ts';
import { createSmsGateway } from './sms-gateway.ts';
import { createTwilio, type TwilioSettings } from './twilio.ts';
import { createWebhookChannel } from './webhook.ts';
import { createWebhookPost } from './webhook-post.ts';

export interface ChannelSettings {
  email?: { smtpUrl: string; from: string };
  sms?: { kind: 'gateway'; url: string; token?: string } | ({ kind: 'twilio' } & TwilioSettings);
  /** `secrets`: the newest first. */
  webhook?: { secrets: string[]; allowPrivate: boolean };
}

export function createChannels({ email, sms, webhook }: ChannelSettings): Map<ChannelName, Channel> {
  const channels = new Map<ChannelName, Channel>();
  if (email) channels.set('email', createEmailChannel(email));
  if (sms) channels.set('sms', sms.kind === 'twilio' ? createTwilio(sms) : createSmsGateway(sms));
  if (webhook) {
    const post = createWebhookPost(webhook);
    channels.set('webhook', createWebhookChannel({ secrets: webhook.secrets, post }));
  }
  return channels;
}
