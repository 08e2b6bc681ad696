/** Changes as they are told to whoever looks, while they happen. */
import type { IncidentView, ServiceView } from './incident-types.ts';
import type { PolicyView } from './plan-types.ts';

/**
 * A change that somebody who looks should hear of: what it is about, as it is now.
 * `cursor` resumes behind it, or before the whole of what was changed together with
 * it: rather twice than never. A `ping` opens the stream, so that there is a cursor
 * from the first moment on.
 */
export type StreamEvent = { cursor: string } & StreamedChange;

export type StreamedChange =
  | { type: 'service'; data: ServiceView | Deleted }
  | { type: 'incident'; data: IncidentView }
  | { type: 'notification'; data: { id: string; state: string; serviceId: string } }
  | { type: 'policy'; data: PolicyView | Deleted }
  | { type: 'ping'; data: Record<string, never> };

export interface Deleted {
  id: string;
  deleted: true;
}
