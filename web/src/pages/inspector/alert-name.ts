/** What an alert is called where there is room for one name. Pure. */

/** Tools make keys of hashes and numbers: they tell alerts apart, and tell people nothing. */
const SAYS_NOTHING = /^(default|[0-9a-f]{12,}|\d+)$/i;

export const alertName = (key: string, summary: unknown): string =>
  SAYS_NOTHING.test(key) && typeof summary === 'string' && summary !== '' ? summary : key;
