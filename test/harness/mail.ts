/**
 * Reads a mail as it came over the wire, independently of what wrote it: headers
 * unfolded and decoded (RFC 5322, RFC 2047), the text and HTML parts (RFC 2045).
 */

export interface Mail {
  /** Names in lower case, values unfolded and decoded; the first of each name. */
  headers: Map<string, string>;
  /** The lines of the header as they came, for who looks for injected ones. */
  headerLines: string[];
  text: string;
  html: string;
}

export function parseMail(raw: string): Mail {
  const { headers, headerLines, body } = splitHead(raw);
  const parts = partsOf(headers, body);
  return { headers, headerLines, text: parts.get('text/plain') ?? '', html: parts.get('text/html') ?? '' };
}

function splitHead(raw: string) {
  const end = raw.indexOf('\r\n\r\n');
  const head = end < 0 ? raw : raw.slice(0, end);
  const headerLines = head.split('\r\n');
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (!headers.has(name)) headers.set(name, decodeWords(line.slice(colon + 1).trim()));
  }
  return { headers, headerLines, body: end < 0 ? '' : raw.slice(end + 4) };
}

function partsOf(headers: Map<string, string>, body: string): Map<string, string> {
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined) {
    const name = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    return new Map([[name, decodeBody(headers.get('content-transfer-encoding') ?? '7bit', body)]]);
  }
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
  return new Map(
    pieces.flatMap((piece) => {
      const part = splitHead(piece.replace(/^[ \t]*\r\n/, ''));
      return [...partsOf(part.headers, part.body)];
    }),
  );
}

function decodeBody(encoding: string, body: string): string {
  const kind = encoding.toLowerCase();
  if (kind === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  const plain = kind === 'quoted-printable' ? decodeQuoted(body.replace(/=\r\n/g, '')) : body;
  return plain.replace(/\r\n/g, '\n');
}

/** Encoded words; the space between two of them is not part of the text. */
function decodeWords(value: string): string {
  return value
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : decodeQuoted(text.replace(/_/g, ' ')),
    );
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
