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

const LOOKALIKES: Record<string, string> = {
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
  '−': '-',
  '…': '...',
  '•': '-',
  '→': '->',
  '≥': '>=',
  '≤': '<=',
  '°': ' deg',
  µ: 'u',
  '×': 'x',
  '\u00a0': ' ',
  '\t': ' ',
};

/** The text in the alphabet: lookalikes are replaced, accents dropped where they must be, the rest is "?". */
export function toGsm(text: string): string {
  return [...text].map(toGsmCharacter).join('');
}

export function countSeptets(text: string): number {
  let septets = 0;
  for (const character of text) septets += extended.has(character) ? 2 : 1;
  return septets;
}

/** At most that many septets, ending in "..." where something was cut. */
export function cutToSeptets(text: string, septets: number): string {
  if (countSeptets(text) <= septets) return text;
  let out = '';
  for (const character of text) {
    if (countSeptets(out + character) > septets - 3) break;
    out += character;
  }
  return septets >= 3 ? `${out.trimEnd()}...` : '';
}

function toGsmCharacter(character: string): string {
  if (basic.has(character) || extended.has(character)) return character;
  const lookalike = LOOKALIKES[character];
  if (lookalike !== undefined) return lookalike;
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return [...bare].every((part) => basic.has(part)) && bare !== '' ? bare : '?';
}
