/** Where a message goes, in the few characters that a track has room for. */
import type { Target } from '../api/types.ts';

type Way = { type: string; address?: string; phoneNumber?: string; url?: string };

/** "ana@", "+33 ..78" */
export function shortTarget(target: Target | Way): string {
  const { type, address, phoneNumber, url } = target as Way;
  if (url !== undefined) return URL.canParse(url) ? new URL(url).host : type;
  if (address !== undefined) return `${address.slice(0, address.indexOf('@') + 1)}`;
  if (phoneNumber !== undefined) return `${phoneNumber.slice(0, 3)} ..${phoneNumber.slice(-2)}`;
  return type;
}

/** In full: "ana@example.com", "+33639980123". */
export function fullTarget(target: Target | Way): string {
  const { type, address, phoneNumber, url } = target as Way;
  return address ?? phoneNumber ?? url ?? type;
}

const WAYS: Record<string, string> = { email: 'by e-mail', sms: 'by SMS', webhook: 'by webhook' };

/** "ana@ by e-mail", "ana@ by e-mail and 2 more" */
export function targetWords(targets: (Target | Way)[]): string {
  const [first] = targets;
  if (!first) return 'nobody';
  const more = targets.length > 1 ? ` and ${targets.length - 1} more` : '';
  return `${shortTarget(first)} ${WAYS[first.type] ?? ''}${more}`.trim();
}
