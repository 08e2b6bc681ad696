/** Tickets for those who can send no header: random, kept as hashes by all nodes together, one use, one minute. */
import { createHash } from 'node:crypto';
import { nanoid } from 'nanoid';
import { MINUTE } from '../policy/duration.ts';
import type { SharedValues } from '../runtime/shared-values.ts';
import type { Pager } from './types.ts';

const VALID_MS = MINUTE;
const TICKET_LENGTH = 32;

export function createTickets({
  values,
  now,
}: {
  values: Pick<SharedValues, 'mark' | 'useMark'>;
  now: () => number;
}): Pick<Pager, 'issueTicket' | 'takeTicket'> {
  return {
    async issueTicket() {
      const ticket = nanoid(TICKET_LENGTH);
      const expiresAt = now() + VALID_MS;
      await values.mark(nameOf(ticket), VALID_MS);
      return { ticket, expiresAt };
    },
    takeTicket: (ticket) => values.useMark(nameOf(ticket)),
  };
}

/** Whatever text was presented, its name is short and gives nothing away. */
const nameOf = (ticket: string) => `ticket:${createHash('sha256').update(ticket).digest('base64url')}`;
