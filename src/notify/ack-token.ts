/**
 * The tokens of acknowledgement links: 96 bits of HMAC over the notification's id,
 * so that a retry prints the same link, and only its hash needs to be stored. The
 * first character names the partition in which the hash is found.
 */
import { createHmac, hash } from 'node:crypto';

const BITS_96_IN_BASE64 = 16;
const LATEST = 1_000;

export interface AckTokens {
  mint(notificationId: string): string;
}

/** @param secret of this installation; whoever has it can acknowledge anything */
export function createAckTokens(secret: Buffer): AckTokens {
  // The commit that orders a message mints its token, and right behind it the message does.
  const latest = new Map<string, string>();
  return {
    mint(notificationId) {
      const known = latest.get(notificationId);
      if (known !== undefined) return known;
      const hmac = createHmac('sha256', secret).update(`ack ${notificationId}`).digest('base64url');
      const token = notificationId.slice(0, 1) + hmac.slice(0, BITS_96_IN_BASE64);
      if (latest.size >= LATEST) latest.clear();
      latest.set(notificationId, token);
      return token;
    },
  };
}

/** What is stored of a token: who reads the store can't use its links. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url').slice(0, 22);
}
