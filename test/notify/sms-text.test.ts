import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSeptets, toGsm } from '../../src/notify/gsm.ts';
import { smsOf } from '../../src/notify/sms-text.ts';
import { anAlert, anSms, SENT_AT } from '../harness/message.ts';

const MINUTE = 60_000;
const LINK = 'https://pager.example.com/a/7Zm9vYmFyYmF6cXV4YmF6Q';
const withSummary = (summary: string, rest = {}) => smsOf(anSms({ alerts: [anAlert({ summary })], ...rest }), SENT_AT);

describe('the text of an SMS', () => {
  it('says what is broken, how, and where to acknowledge', () => {
    expect(withSummary('disk full')).toBe(`Checkout DB: disk full Ack: ${LINK}`);
  });

  it('fits one message, with the link whole, whatever name and summary are in letters that it has', () => {
    const words = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'ab {}€é"“…ç\n\r\t🔥'),
        fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 1_024,
    });
    fc.assert(
      fc.property(words, words, fc.integer({ min: 1, max: 10_000 }), (name, summary, openAlerts) => {
        const text = smsOf(anSms({ service: { id: 's', name }, alerts: [anAlert({ summary })], openAlerts }), SENT_AT);
        expect(countSeptets(text)).toBeLessThanOrEqual(160);
        expect(toGsm(text)).toBe(text);
        expect(text.endsWith(` Ack: ${LINK}`)).toBe(true);
        expect(text).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it('keeps the link whole, in the alphabet, however long it is', () => {
    fc.assert(
      fc.property(fc.webUrl({ size: 'large' }), fc.integer({ min: 0, max: 400 }), (base, length) => {
        const ackUrl = `${base.replace(/[?#].*$/, '')}/${'x'.repeat(length)}/a/7Zm9vYmFyYmF6cXV4YmF6Q`;
        const text = smsOf(anSms({ ackUrl }), SENT_AT);
        expect(text.endsWith(new URL(ackUrl).href)).toBe(true);
        expect(toGsm(text)).toBe(text);
        expect(text).toMatch(/^Checkout DB/);
      }),
    );
  });

  it('keeps a short name of other letters, however much can be said of it in those of an SMS', () => {
    const text = withSummary('connection refused by upstream', { service: { id: 's', name: '検索' } });
    expect(text).toMatch(/^検索: connection refused/);
  });

  it('cuts the summary, and the name only when it is long', () => {
    const text = withSummary('a word '.repeat(50), {
      service: { id: 's', name: 'The checkout database of the shop in the north' },
    });
    expect(text).toMatch(/^The checkout database of the shop in\.\.\.: a word .*\.\.\. Ack: https/);
    expect(countSeptets(text)).toBeLessThanOrEqual(160);
    expect(countSeptets(text)).toBeGreaterThan(150);
  });

  it('says how many more alerts are open, however long the summary is', () => {
    expect(withSummary('disk full', { openAlerts: 3 })).toBe(`Checkout DB: disk full (+2 more) Ack: ${LINK}`);
    expect(withSummary('x'.repeat(1_000), { openAlerts: 3 })).toMatch(/x\.\.\. \(\+2 more\) Ack: /);
  });

  it('says that it is late', () => {
    const text = withSummary('disk full', { levelBeganAt: SENT_AT - 7 * MINUTE });
    expect(text).toBe(`Checkout DB: disk full (7 minutes late) Ack: ${LINK}`);
  });

  it('says where a link of the loopback works', () => {
    const text = withSummary('disk full', { ackUrl: 'http://localhost:7243/a/7Zm9' });
    expect(text).toBe("Checkout DB: disk full Ack (only on the pager's machine): http://localhost:7243/a/7Zm9");
  });

  it('writes the host of the link in ASCII', () => {
    expect(withSummary('disk full', { ackUrl: 'https://пейджер.example/a/7Zm9' })).toBe(
      'Checkout DB: disk full Ack: https://xn--d1abbdn8am.example/a/7Zm9',
    );
  });

  it.each([
    ['Диск переполнен на узле db-1, свободно 0 байт, запись остановлена полностью и надолго, нужна помощь', 134],
    ['磁盘已满'.repeat(40), 134],
  ])('keeps a text readable that the alphabet does not have, in two messages: "%s"', (summary, units) => {
    const text = withSummary(summary);
    expect(text.startsWith(`Checkout DB: ${summary.slice(0, 30)}`)).toBe(true);
    expect(text.endsWith(` Ack: ${LINK}`)).toBe(true);
    expect(text.length).toBeLessThanOrEqual(units);
  });

  it('names the service alone when no alert has words', () => {
    expect(withSummary(' \n ')).toBe(`Checkout DB: unhealthy Ack: ${LINK}`);
  });
});
