/**
 * Where one notification goes. Targets are compared in normal form, so that one
 * person written in two ways is notified once (a phone number in E.164, an
 * address with its domain in lower case).
 */

import { isSupportedCountry, parsePhoneNumberWithError } from 'libphonenumber-js';
import { z } from 'zod';
import { EXAMPLE_PHONE } from './example-phone.ts';
import { webhookUrlSchema } from './webhook-url.ts';

const emailAddress = z.email({ message: 'expected an e-mail address such as "ana@example.com"' }).max(254);

/** The address with its domain in lower case; the local part is the receiver's own (RFC 5321, 2.4). */
export function normalizeEmail(address: string): string {
  const at = address.lastIndexOf('@');
  return address.slice(0, at + 1) + address.slice(at + 1).toLowerCase();
}

/** E.164 ("+33639980123"), or null when it is no possible number with its country code. */
export function normalizePhoneNumber(text: string): string | null {
  try {
    const number = parsePhoneNumberWithError(text);
    return number.isPossible() && (number.country === undefined || isSupportedCountry(number.country))
      ? number.number
      : null;
  } catch {
    return null;
  }
}

export const targetSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('email'), address: emailAddress.transform(normalizeEmail) }),
  z.strictObject({
    type: z.literal('sms'),
    phoneNumber: z.string().transform((text, issue) => {
      const number = normalizePhoneNumber(text);
      if (number !== null) return number;
      issue.addIssue({
        code: 'custom',
        message: `expected a phone number with its country code, such as "${EXAMPLE_PHONE}"`,
      });
      return z.NEVER;
    }),
  }),
  z.strictObject({ type: z.literal('webhook'), url: webhookUrlSchema }),
]);

/** A target in normal form. */
export type Target = z.output<typeof targetSchema>;
export type ChannelName = Target['type'];
export const CHANNEL_NAMES: readonly ChannelName[] = ['email', 'sms', 'webhook'];

/** One text per place a message can arrive at: equal exactly when the targets are the same. */
export type TargetKey = `${ChannelName}:${string}`;

export function targetKey(target: Target): TargetKey {
  return `${target.type}:${addressOf(target)}`;
}

/** Where it leads to, in full. */
export function addressOf(target: Target): string {
  if (target.type === 'email') return target.address;
  return target.type === 'sms' ? target.phoneNumber : target.url;
}

/** The target that a key was made of. */
export function parseTargetKey(key: string): Target {
  const colon = key.indexOf(':');
  const rest = key.slice(colon + 1);
  const type = key.slice(0, colon);
  if (type === 'webhook') return { type, url: rest };
  return type === 'email' ? { type, address: rest } : { type: 'sms', phoneNumber: rest };
}

/** Each place once, in the order of the list. */
export function distinctTargets(targets: readonly Target[]): TargetKey[] {
  return [...new Set(targets.map(targetKey))];
}
