/**
 * What people call a source of alerts: an integration by its name, anything else as it
 * calls itself. As of at most ten seconds ago, since a message asks for it on its way
 * out, and a name is no reason to wait; while the store is away it is the source itself.
 */
import { SECOND } from '../policy/duration.ts';
import type { Documents } from '../runtime/documents.ts';

const FRESH_MS = 10 * SECOND;
const KEPT = 1_000;

/** An alert with what its source is called in its source's place. */
export type NameSource = <Alert extends { source?: string }>(alert: Alert) => Alert | Promise<Alert>;

export function createSourceNames(documents: Pick<Documents, 'get'>): NameSource {
  const known = new Map<string, { name: Promise<string>; readAt: number }>();

  async function read(source: string): Promise<string> {
    try {
      const found = await documents.get('integrations', source);
      return found ? (JSON.parse(found.json) as { name: string }).name : source;
    } catch {
      known.delete(source);
      return source;
    }
  }

  function nameOf(source: string): Promise<string> {
    const now = performance.now();
    const before = known.get(source);
    if (before && now - before.readAt < FRESH_MS) return before.name;
    const name = read(source);
    known.delete(source);
    known.set(source, { name, readAt: now });
    const [oldest = source] = known.keys();
    if (known.size > KEPT) known.delete(oldest);
    return name;
  }

  return (alert) =>
    alert.source === undefined ? alert : nameOf(alert.source).then((source) => ({ ...alert, source }));
}
