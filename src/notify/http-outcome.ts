/** What the answer of an HTTP gateway means for the message: the same for every gateway. */
import type { SendOutcome } from './channel.ts';
import type { GatewayAnswer } from './gateway-request.ts';
import { oneLine } from './texts.ts';

const SECOND = 1_000;
/** A gateway that says "later" for longer than a page is worth is asked again anyway; one that says "now" gets a breath. */
const LONGEST_WAIT_MS = 900 * SECOND;
const SHORTEST_WAIT_MS = SECOND;
/** Of a gateway's words only so much is kept. */
const REASON_LENGTH = 160;
/** Both ask to come again (RFC 9110, 15.5.9; RFC 6585, 4). */
const COME_AGAIN = [408, 429];

/**
 * 4xx is refused, all else comes again; after 5xx nobody knows whether it was sent.
 * @param said the gateway's words about it
 * @param now epoch ms, for a Retry-After that is a date
 */
export function outcomeOfStatus(
  { status, headers }: GatewayAnswer,
  said: string,
  now: number,
): Exclude<SendOutcome, { outcome: 'accepted' | 'notHeld' }> {
  if (status >= 300 && status < 400)
    return { outcome: 'retry', reason: redirected(status, headers.location), unknown: false };
  // Behind the cut: it may have parted a pair of surrogates.
  const reason = readable(`${status} ${readable(said)}`.slice(0, REASON_LENGTH));
  if (status >= 400 && status < 500 && !COME_AGAIN.includes(status)) return { outcome: 'refused', reason };
  const afterMs = retryAfterMs(headers['retry-after'], now);
  return { outcome: 'retry', reason, unknown: status >= 500, ...(afterMs !== null && { afterMs }) };
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const afterMs = /^\d+$/.test(value) ? Number(value) * SECOND : Date.parse(value) - now;
  return Number.isNaN(afterMs) ? null : Math.min(Math.max(afterMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/** Only where it points to, without path and query: they may hold secrets. */
function redirected(status: number, location: string | undefined): string {
  const to = location !== undefined && URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
  return `${status}: redirected${to}, and redirects are not followed; set the final address`;
}

const readable = (text: string) => oneLine(text).replace(/\s+/g, ' ').trim();
