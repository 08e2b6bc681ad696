/** Values that nobody means: what JSON can say at its edges, and what breaks code that did not expect it. */
import fc from 'fast-check';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'then', 'toJSON', '', 'a'];

/** Written into the JSON as they are: no JavaScript value becomes them. */
export const RAW_NUMBERS = ['1e400', '-1e400', '-0', '0.1e-400', '9007199254740993', `1${'0'.repeat(400)}`, '1E+2'];

/** Texts with NUL, lone surrogates, direction marks, line ends, and text that is code or markup somewhere. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\uD800',
    'x\uDFFFy',
    '\u202Egnp.exe',
    '\uFEFF',
    '\r\nBcc: eve@example.com',
    '\n\n.\r\n',
    "'; FLUSHALL",
    '*3\r\n$3\r\nSET\r\n',
    '<script>alert(1)</script>',
    '{pager:0.1}:a:monitored-service/db',
    '../../etc/passwd',
    '%00',
    '$\u007bjndi:ldap://x}',
    'é'.normalize('NFD'),
    '👩‍👩‍👧‍👦'.repeat(40),
    'x'.repeat(5_000),
    ' '.repeat(2_000),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const leaf = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, false, 0, -1, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 31, [], {}),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 20 }));

export const wildValue = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('any'), { maxLength: 5 }),
    fc
      .array(fc.tuple(name, tie('any')), { maxLength: 5 })
      // A name that an ordinary assignment would take for the prototype.
      .map((entries) => Object.fromEntries(entries)),
  ),
})).any;

/** Deeper than any recursion bears. @param {number} depth */
export const deepJson = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
