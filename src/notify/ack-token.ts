/**
 * The tokens of acknowledgement links: 96 bits of HMAC over the notification's id,
 * so that a retry prints the same link, and only its hash needs to be stored. The
 * first character names the partition in which the hash is found.
 */
import { createHash, createHmac } from 'node:crypto';

const BITS_96_IN_BASE64 = 16;

export interface AckTokens {
  mint(notificationId: string): string;
}

/** @param secret of this installation; whoever has it can acknowledge anything */
export function createAckTokens(secret: Buffer): AckTokens {
  return {
    mint: (notificationId) =>
      notificationId.slice(0, 1) +
      createHmac('sha256', secret).update(`ack ${notificationId}`).digest('base64url').slice(0, BITS_96_IN_BASE64),
  };
}

/** What is stored of a token: who reads the store can't use its links. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url').slice(0, 22);
}
