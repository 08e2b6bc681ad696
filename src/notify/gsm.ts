/**
 * The GSM 03.38 alphabet: an SMS of 160 septets goes as one message; one character
 * outside the alphabet would make it UCS-2, with room for 70.
 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** These take two septets. */
const EXTENDED = '^{}\\[~]|€';
const basic = new Set(BASIC);
const extended = new Set(EXTENDED);
const UNKNOWN = '?';
const ELLIPSIS = '...';

const LOOKALIKES = new Map(
  Object.entries({
    '“': '"',
    '”': '"',
    '„': '"',
    '«': '"',
    '»': '"',
    '‘': "'",
    '’': "'",
    '‚': "'",
    '`': "'",
    '´': "'",
    '–': '-',
    '—': '-',
    '‐': '-',
    '−': '-',
    '•': '-',
    '·': '-',
    '→': '->',
    '←': '<-',
    '⇒': '=>',
    '≥': '>=',
    '≤': '<=',
    '≠': '!=',
    '°': ' deg',
    µ: 'u',
    μ: 'u',
    '×': 'x',
    '⁄': '/',
    '\t': ' ',
    ł: 'l',
    Ł: 'L',
    đ: 'd',
    Đ: 'D',
    ð: 'd',
    Ð: 'D',
    ħ: 'h',
    Ħ: 'H',
    ı: 'i',
    œ: 'oe',
    Œ: 'OE',
    þ: 'th',
    Þ: 'Th',
    ẞ: 'ß',
  }),
);
/** Marks and invisible characters that stand alone, and pictures: they say nothing that words don't. */
const LEFT_OUT = /^(?:\p{M}|\p{Cf}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator})$/u;

/** Most texts: each character is in the alphabet, as one septet. */
const PLAIN = /^[ -Z_a-z\n\r]*$/;

/** The text in the alphabet: lookalikes are replaced, accents dropped where they must be, pictures left out, the rest is "?". */
export function toGsm(text: string): string {
  if (PLAIN.test(text)) return text;
  return [...text.normalize('NFC')].map(toGsmCharacters).join('');
}

/** True when a reader would miss the meaning of the text in the alphabet: a third of its letters are not in it. */
export function isLostInGsm(text: string): boolean {
  if (PLAIN.test(text)) return false;
  const letters = [...text.normalize('NFC')].filter((character) => /\p{L}/u.test(character));
  return letters.filter((letter) => toGsmCharacters(letter) === UNKNOWN).length * 3 > letters.length;
}

/** Of a text in the alphabet. */
export function countSeptets(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let septets = 0;
  for (const character of text) septets += septetsOf(character);
  return septets;
}

/** At most that many septets, ending in "..." where something was cut. */
export function cutToSeptets(text: string, septets: number): string {
  if (countSeptets(text) <= septets) return text;
  if (septets < ELLIPSIS.length) return '';
  let room = septets - ELLIPSIS.length;
  let kept = '';
  for (const character of text) {
    room -= septetsOf(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}${ELLIPSIS}`;
}

const septetsOf = (character: string) => (extended.has(character) ? 2 : 1);

function toGsmCharacters(character: string): string {
  if (basic.has(character) || extended.has(character)) return character;
  const lookalike = LOOKALIKES.get(character);
  if (lookalike !== undefined) return lookalike;
  // What has a plain form keeps it ("™" is "TM"), also where it counts as a picture.
  const parts = [...character.normalize('NFKD')];
  const plain = parts.filter((part) => part !== character).map(toGsmCharacters);
  if (plain.length > 0 && plain.every((part) => part !== UNKNOWN)) return plain.join('');
  return LEFT_OUT.test(character) ? '' : UNKNOWN;
}
