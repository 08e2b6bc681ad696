/** A mail server that is sane but for one thing: what it says to one command of a session, which is anything at all. */
import fc from 'fast-check';
import { hostileText } from './wild-values.mjs';

/** @typedef {{ stage: string; reply: string | Buffer | 'hang' | 'cut' }} WildSession */

/** Where in a session it goes wrong. */
const STAGES = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'end of data', 'RSET', 'QUIT'];
const REPLIES = [
  '250 ok',
  '354 go on\r\n',
  '220 hello\r\n220 hello\r\n250 ok\r\n250 ok\r\n',
  '25\r\n',
  '999 what\r\n',
  '000 what\r\n',
  ' 250 ok\r\n',
  '250ok\r\n',
  '\r\n\r\n\r\n',
  '250-never ends\r\n'.repeat(20_000),
  `250 ${'x'.repeat(2_000_000)}\r\n`,
  '250-SIZE -1\r\n250-AUTH \r\n250-STARTTLS\r\n250 PIPELINING\r\n',
  '250-SIZE 1\r\n250 8BITMIME\r\n',
  '334 ###\r\n',
  '421 bye\r\n',
  '450 later\r\n',
  '500 no\r\n',
  '535 who are you\r\n',
  '550 5.1.1 nobody \u202e\u0000 <b>here</b>\r\n',
  'HTTP/1.1 400 Bad Request\r\n\r\n',
  Buffer.from([0x16, 0x03, 0x01, 0xff, 0xfe, 0x0d, 0x0a]),
  Buffer.from('550 n\xf6\r\n', 'latin1'),
  Buffer.from('550 no\r\n', 'utf16le'),
];

/** @param {number} seed @param {number} count @returns {WildSession[]} every reply at every stage, then generated ones */
export function smtpSessions(seed, count) {
  const named = STAGES.flatMap((stage) =>
    [...REPLIES, /** @type {const} */ ('cut')].map((reply) => ({ stage, reply })),
  );
  const slow = STAGES.slice(0, 6).map((stage) => ({ stage, reply: /** @type {const} */ ('hang') }));
  const generated = fc.record({
    stage: fc.constantFrom(...STAGES),
    reply: fc
      .tuple(
        fc.constantFrom('', '250 ', '250-', '354 ', '4', '5', '550 '),
        hostileText,
        fc.constantFrom('\r\n', '\n', '', '\r\n250 ok\r\n'),
      )
      .map((parts) => parts.join('')),
  });
  return [...slow, ...named, ...fc.sample(generated, { seed, numRuns: Math.max(count - named.length, 0) })].slice(
    0,
    count,
  );
}
