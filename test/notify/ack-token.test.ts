import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAckTokens } from '../../src/notify/ack-token.ts';

const base64 = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes).toString('base64url'));
/** As `notificationId` makes them: the partition, then 96 bits. */
const anId = fc
  .tuple(fc.constantFrom(...'0123456789abcdef'), base64(12))
  .map(([partition, rest]) => `${partition}${rest}`);

describe('tokens of acknowledgement links', () => {
  const tokens = createAckTokens(Buffer.from('of this installation'));

  it('lead to their notification, and are the same each time', () => {
    fc.assert(
      fc.property(anId, (id) => {
        const token = tokens.mint(id);
        expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
        expect(tokens.mint(id)).toBe(token);
        expect(tokens.open(token)).toBe(id);
      }),
    );
  });

  it('lead nowhere when one letter is another, or when they are of another installation', () => {
    const others = createAckTokens(Buffer.from('of another one'));
    fc.assert(
      fc.property(anId, fc.nat(21), base64(1), (id, place, [letter = 'A']) => {
        const token = tokens.mint(id);
        const changed = token.slice(0, place) + letter + token.slice(place + 1);
        expect(tokens.open(changed)).toBe(changed === token ? id : null);
        expect(others.open(token)).toBeNull();
      }),
    );
  });

  it('are never what somebody makes up, a notification’s id among it', () => {
    fc.assert(
      fc.property(fc.oneof(base64(16), anId, fc.string()), (text) => {
        expect(tokens.open(text)).toBeNull();
      }),
    );
  });
});
