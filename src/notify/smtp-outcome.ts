/**
 * What a failed attempt by SMTP means for the mail. For good is only what the server
 * says about this mail and its receiver (RFC 5321, 4.2.1: 5yz to RCPT and DATA).
 * What it says about us (greeting, TLS, credentials, sender) is the operator's to
 * mend, and then the same mail goes: it comes again.
 */
import type { SendOutcome } from './channel.ts';

export interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
}

/** RFC 4954, 6: they ask for other credentials or TLS, at whatever command they come. 503: the session was in the wrong state. */
const ABOUT_US = [503, 530, 534, 535, 538];
/** Raised by the mail library itself: the mail can't be written like this. */
const UNSENDABLE = ['EENVELOPE', 'EMESSAGE'];

/** @param hasLeft a part of the message was handed to the connection, so that without an answer it may be on its way */
export function outcomeOfSmtpError(
  error: SmtpError,
  reason: string,
  hasLeft: boolean,
): Exclude<SendOutcome, { outcome: 'accepted' | 'notHeld' }> {
  const { responseCode, command, code = '' } = error;
  if (responseCode !== undefined) {
    const isAboutTheMail = command === 'RCPT TO' || command === 'DATA';
    const isForGood = responseCode >= 500 && !ABOUT_US.includes(responseCode);
    return isAboutTheMail && isForGood ? { outcome: 'refused', reason } : { outcome: 'retry', reason, unknown: false };
  }
  if (UNSENDABLE.includes(code)) return { outcome: 'refused', reason };
  return { outcome: 'retry', reason, unknown: hasLeft };
}
