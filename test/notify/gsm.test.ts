import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSeptets, cutToSeptets, isLostInGsm, toGsm } from '../../src/notify/gsm.ts';

/** 3GPP TS 23.038, 6.2.1, in the order of the table; 0x1B leads to the extension. */
const TABLE =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '^{}\\[~]|€';
const text = fc.string({ unit: 'binary' });
const gsmText = fc.string({ unit: fc.constantFrom(...TABLE.replace('\x1b', ''), ...EXTENSION) });

/** An encoder of its own: one septet by the table, or the escape and one more. */
const encode = (written: string): number[] =>
  [...written].flatMap((character) => {
    if (EXTENSION.includes(character)) return [0x1b, character.charCodeAt(0)];
    const code = TABLE.indexOf(character);
    if (code < 0) throw new Error(`"${character}" is not in the alphabet`);
    return [code];
  });

describe('the GSM alphabet', () => {
  it('has 128 places', () => {
    expect([...TABLE]).toHaveLength(128);
  });

  it('takes any text: what comes out is in the alphabet', () => {
    fc.assert(fc.property(text, (any) => void encode(toGsm(any))));
  });

  it('leaves a text alone that is in the alphabet', () => {
    fc.assert(fc.property(gsmText, (written) => toGsm(written) === written));
  });

  it('counts a septet for each character, and two for those of the extension', () => {
    fc.assert(fc.property(gsmText, (written) => countSeptets(written) === encode(written).length));
  });

  it('cuts to the room that there is, leaves a text that fits, and keeps the beginning', () => {
    fc.assert(
      fc.property(gsmText, fc.nat(200), (written, room) => {
        const cut = cutToSeptets(written, room);
        expect(countSeptets(cut)).toBeLessThanOrEqual(room);
        if (countSeptets(written) <= room) expect(cut).toBe(written);
        else expect(written.startsWith(cut.replace(/\.\.\.$/, ''))).toBe(true);
      }),
    );
  });

  it.each([
    ['“Größe” – 50 %…', '"Größe" - 50 %...'],
    ['ça va, garçon', 'ca va, garcon'],
    ['Łódź, İstanbul, œuvre', 'Lodz, Istanbul, oeuvre'],
    ['e\u0301te\u0301', 'été'],
    ['🔥 db-1 ⚠️ down 👩‍🚒🏽', ' db-1  down '],
    ['latency ≥ 5 µs × 2 → ½', 'latency >= 5 us x 2 -> 1/2'],
    ['Ｗｉｄｅ ™ ②', 'Wide TM 2'],
    ['a\u00a0b\tc', 'a b c'],
    ['диск', '????'],
  ])('writes "%s" as "%s"', (from, to) => {
    expect(toGsm(from)).toBe(to);
  });

  it.each([
    ['disk full', false],
    ['', false],
    ['12:30 🔥', false],
    ['Диск db-1 переполнен', true],
    ['磁盘已满', true],
    ['ディスク full', true],
    ['Zürich: λ-function timed out', false],
  ])('says whether "%s" loses its meaning in it: %s', (from, lost) => {
    expect(isLostInGsm(from)).toBe(lost);
  });
});
