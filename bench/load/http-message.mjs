/** The first whole HTTP/1.1 message in what was received: with a Content-Length, in chunks, or without a body. */

/** @param {string} received as latin1 @returns {{head: string, body: string, length: number} | null} null while a part is missing */
export function firstMessage(received) {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = received.slice(0, headEnd).toLowerCase();
  const bodyAt = headEnd + 4;
  const stated = /\r\ncontent-length: *(\d+)/.exec(head);
  if (!stated && head.includes('transfer-encoding: chunked')) {
    const end = received.indexOf('\r\n0\r\n\r\n', headEnd);
    return end < 0 ? null : { head, body: unchunked(received.slice(bodyAt, end)), length: end + 7 };
  }
  const length = bodyAt + Number(stated?.[1] ?? 0);
  return received.length < length ? null : { head, body: received.slice(bodyAt, length), length };
}

function unchunked(chunks) {
  let body = '';
  for (let at = 0; at < chunks.length; ) {
    const lineEnd = chunks.indexOf('\r\n', at);
    const size = Number.parseInt(chunks.slice(at, lineEnd), 16);
    body += chunks.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
  return body;
}
