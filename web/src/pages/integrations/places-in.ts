/** The places in a body as JSON pointers (RFC 6901), for whoever looks for one. Pure. */
const SHOWN_MAX = 200;

/** Empty where it is no JSON. Of a list the first entry is looked into. */
export function placesIn(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const found: string[] = [];
  walk(value, '', found);
  return found;
}

function walk(value: unknown, pointer: string, found: string[]): void {
  if (typeof value !== 'object' || value === null || found.length >= SHOWN_MAX) return;
  const entries = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
  for (const [name, inner] of entries) {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    found.push(place);
    walk(inner, place, found);
  }
}
