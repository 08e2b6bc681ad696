/**
 * What can be sent to a service or an incident, and what is answered. Details that
 * are null were not given; all times are epoch ms.
 */

import type { AlertLink, Severity } from '../policy/alert.ts';
import type { DistributiveOmit } from '../policy/distributive-omit.ts';
import type { EventResult, IgnoredReason } from '../policy/event-result.ts';
import type { ServiceView } from './incident-types.ts';

export interface EventAnswer {
  service: ServiceView;
  changed: boolean;
  result: EventResult;
  reason?: IgnoredReason;
  /** The id of the incident that the event was about; null when there was none. */
  incidentId: string | null;
  /** Answered from the record of an earlier request with the same idempotency key. */
  replayed: boolean;
}

/** Scoped by the caller to API key and route; `bodyHash` tells the same request from another with the same key. */
export interface Idempotency {
  key: string;
  bodyHash: string;
}

export type ServiceEventRequest =
  | {
      type: 'alert';
      summary: string;
      key?: string;
      severity?: Severity;
      source?: string;
      details?: unknown;
      links?: AlertLink[];
      /** It only tries whether people are reached. */
      test?: true;
    }
  | { type: 'resolve'; key?: string; source?: string }
  | { type: 'ack'; by?: string; note?: string; incidentId?: string; via?: string }
  | { type: 'healthy'; by?: string; note?: string; incidentId?: string; via?: string }
  /** `until`: epoch ms, as src/policy/snooze.ts allows it. */
  | { type: 'snooze'; until: number; by?: string; note?: string; incidentId: string; via?: string }
  | { type: 'unack'; by?: string; note?: string; incidentId: string }
  /** `refreshPolicy`: from exhausted, start again with the policy as it is now. */
  | { type: 'escalate'; by?: string; note?: string; incidentId: string; refreshPolicy?: boolean; via?: string }
  /** Without an incident it stands with whatever is going on, or with what came while the service was healthy. */
  | { type: 'note'; by?: string; note: string; incidentId?: string };

/** What people do to an incident: the service's events without the incident, which the address names. */
export type IncidentEventRequest = DistributiveOmit<
  Extract<ServiceEventRequest, { type: 'ack' | 'snooze' | 'unack' | 'healthy' | 'escalate' | 'note' }>,
  'incidentId'
>;
