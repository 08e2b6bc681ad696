/** The key that a request to Opsgenie's API presents: as `GenieKey`, by Basic, or behind the question mark. */
import { textOf } from './body-fields.ts';
import type { InboundHttp } from './inbound.ts';

export function opsgenieKeyOf({ header, query }: Pick<InboundHttp, 'header' | 'query'>): string | null {
  const [, scheme = '', credentials = ''] =
    /^(GenieKey|Basic|Bearer)\s+(\S+)\s*$/i.exec(header('authorization') ?? '') ?? [];
  if (/^basic$/i.test(scheme)) return ofBasic(credentials);
  return scheme === '' ? textOf(query.apiKey) : credentials;
}

/** The key alone, or as the name or the password of two. */
function ofBasic(credentials: string): string {
  const decoded = Buffer.from(credentials, 'base64').toString();
  const colon = decoded.indexOf(':');
  return colon < 0 ? decoded : decoded.slice(colon + 1) || decoded.slice(0, colon);
}
