/** What happens to a monitored service, and what it orders. `at` (epoch ms) is stamped by whoever runs the machine, also on its timers. */
import type { AlertLink, Severity } from '../policy/alert.ts';
import type { Plan } from '../policy/escalation-policy.ts';
import type { EventResult, IgnoredReason } from '../policy/event-result.ts';
import type { TargetKey } from '../policy/target.ts';
import type { IncidentOptions } from './service-context.ts';

interface ByPerson {
  at: number;
  by: string | null;
  note?: string;
  /** Binds the event to that incident: on another one it changes nothing. */
  incidentNumber?: number;
  via?: string;
}

/** What an incident is opened with: read when it opens, and pinned. */
export interface Opening {
  uid: string;
  serviceName: string;
  plan: Plan;
  options: IncidentOptions;
  /** Of the pager that opens it: a line that another one writes says so. */
  release?: string;
}

export type ServiceEvent =
  | {
      type: 'alert';
      at: number;
      key: string;
      summary: string;
      severity: Severity;
      source?: string;
      /** More than 1 when repetitions were merged. */
      count: number;
      details?: unknown;
      links?: AlertLink[];
      /** Somebody asked for it, to see whether a page arrives. */
      test?: true;
      /** There whenever the alert may open an incident. */
      opening?: Opening;
    }
  | { type: 'resolve'; at: number; key: string; source?: string }
  | ({ type: 'ack' } & ByPerson)
  /** Acknowledged until then. */
  | ({ type: 'snooze'; until: number } & ByPerson)
  | ({ type: 'unack' } & ByPerson)
  | ({ type: 'healthy' } & ByPerson)
  /** `plan`: start again with this one (from exhausted). */
  | ({ type: 'escalate'; plan?: Plan } & ByPerson)
  | ({ type: 'note' } & ByPerson)
  /** The machine's own timer: it is time to see whether alerts still come. */
  | { type: 'autoResolve'; at: number }
  /** A notification of that level was refused, or failed for good. */
  | ({ type: 'notificationFailed' } & AboutNotification)
  /** One that had failed for good was sent after all, since somebody had it tried again. */
  | ({ type: 'notificationSent' } & AboutNotification);

interface AboutNotification {
  at: number;
  uid: string;
  cycle: number;
  level: number;
  notificationId: string;
}

export type NotifyReason =
  | 'opened'
  | 'timeout'
  | 'repeat'
  | 'escalated'
  | 'unreachable'
  | 'ackExpired'
  | 'snoozeEnded'
  | 'newKey';

export interface NotifyLevel {
  type: 'notifyLevel';
  uid: string;
  number: number;
  cycle: number;
  level: number;
  why: NotifyReason;
  /** Of the policy that the incident runs, where it is known. */
  revision?: number;
  targets: TargetKey[];
}

export type ServiceEffect =
  | NotifyLevel
  | { type: 'exhausted'; uid: string; number: number }
  /** `quietForMs`: it closed by itself, since no alert came for that long. */
  | { type: 'closed'; uid: string; number: number; by: string | null; quietForMs?: number }
  /** One for each event that somebody sent. */
  | { type: 'answer'; result: EventResult; changed: boolean; reason?: IgnoredReason };
