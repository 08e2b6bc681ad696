/** The last messages in preview and the last requests that were refused, kept for whoever looks. */
import type { Journal } from '../runtime/journal.ts';
import type { Log } from '../runtime/observation.ts';
import { decodeCursor, encodeCursor, isCount } from './cursor.ts';
import type { Page, PageRequest } from './listing.ts';
import type { OutboxMessage, RefusedRequest } from './types.ts';

const KEPT = { outbox: 200, refusals: 200 };

export function createKeptLists({ journal, log }: { journal: Journal; log: Log }) {
  async function journalPage<T>(name: string, { limit, cursor }: PageRequest): Promise<Page<T>> {
    const before = decodeCursor(cursor, isCount) ?? Number.MAX_SAFE_INTEGER;
    const older = (await journal.numbered<T>(name)).filter(({ number }) => number < before);
    const shown = older.slice(0, limit);
    return {
      items: shown.map(({ entry }) => entry),
      nextCursor: older.length > limit ? encodeCursor(shown.at(-1)?.number) : null,
    };
  }

  return {
    outbox: (page: PageRequest) => journalPage<OutboxMessage>('outbox', page),
    refusals: (page: PageRequest) => journalPage<RefusedRequest>('refusals', page),
    keepPreview: (message: OutboxMessage) => journal.push('outbox', message, KEPT.outbox),

    recordRefusal(refusal: RefusedRequest): void {
      journal
        .push('refusals', refusal, KEPT.refusals)
        .catch((err) => log.warn({ err, code: refusal.code, route: refusal.route }, 'a refusal was not kept'));
    },
  };
}
