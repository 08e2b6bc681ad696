/** What the answer of an HTTP gateway means for the message: the same for every gateway. */
import type { SendOutcome } from './channel.ts';

const SECOND = 1_000;
/** Of a gateway's words only so much is kept. */
const REASON_LENGTH = 160;

/** Sends the request; a failure before the request left is told from one after it. */
export async function request(
  url: string,
  init: RequestInit,
): Promise<{ status: number; body: string; headers: Headers } | SendOutcome> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error' });
    return { status: response.status, body: await response.text(), headers: response.headers };
  } catch (error) {
    const cause = (error as { cause?: { code?: string; message?: string } }).cause;
    const neverSent = cause?.code === 'ECONNREFUSED' || cause?.code === 'ENOTFOUND' || cause?.code === 'EAI_AGAIN';
    return { outcome: 'retry', reason: cause?.message || (error as Error).message, unknown: !neverSent };
  }
}

/** 4xx is refused, but 408 and 429 come again, as 5xx does; after 5xx nobody knows whether it was sent. */
export function outcomeOfStatus(
  status: number,
  said: string,
  headers: Headers,
): Exclude<SendOutcome, { outcome: 'accepted' }> {
  const reason = `${status} ${said}`.trim().slice(0, REASON_LENGTH);
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { outcome: 'refused', reason };
  const afterMs = retryAfterMs(headers.get('retry-after'));
  return { outcome: 'retry', reason, unknown: status >= 500, ...(afterMs !== null && { afterMs }) };
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterMs(value: string | null): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value) * SECOND;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
