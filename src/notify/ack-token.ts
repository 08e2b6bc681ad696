/**
 * The tokens of acknowledgement links: the notification's id, enciphered. So a retry
 * prints the same link, a link leads to its notification with nothing stored for it,
 * and only who has the installation's secret makes one.
 */
import { createCipheriv, createDecipheriv, hash } from 'node:crypto';

/** One block of AES: the partition, the 96 bits behind it in the id, and zeros, by which a made-up token is known. */
const BLOCK = 16;
const PARTITION = 1;
const ID_END = 13;
const TOKEN = /^[A-Za-z0-9_-]{22}$/;

export interface AckTokens {
  mint(notificationId: string): string;
  /** The notification's id; null when no such token was ever minted. */
  open(token: string): string | null;
}

/** @param secret of this installation; whoever has it can acknowledge anything */
export function createAckTokens(secret: Buffer): AckTokens {
  const key = hash('sha256', `ack ${secret.toString('base64')}`, 'buffer').subarray(0, BLOCK);
  // A single block, and never the same one for two ids: no mode is needed, and one cipher serves all.
  const encipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  const decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);

  function mint(notificationId: string): string {
    const block = Buffer.alloc(BLOCK);
    block[0] = Number.parseInt(notificationId.slice(0, PARTITION), 16);
    block.write(notificationId.slice(PARTITION), PARTITION, 'base64url');
    return encipher.update(block).toString('base64url');
  }

  return {
    mint,
    open(token) {
      if (!TOKEN.test(token)) return null;
      const block = decipher.update(Buffer.from(token, 'base64url'));
      const id = (block[0] as number).toString(16) + block.toString('base64url', PARTITION, ID_END);
      // Also the zeros, and that no other text stands for the same bits.
      return mint(id) === token ? id : null;
    },
  };
}
