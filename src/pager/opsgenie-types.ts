/** Opsgenie's alerts as the edge sees them: what can be asked of one, and how that is answered. Times are epoch ms. */
import type { AlertLink, Severity } from '../policy/alert.ts';
import type { InboundOutcome, KnownIntegration } from './integration-types.ts';
import type { AlertContent, KeptAlert, Priority, Responder } from './opsgenie-alert.ts';
import type { Refusal } from './refusal.ts';

export interface AlertRef {
  by: 'id' | 'tiny' | 'alias';
  value: string;
}

export interface CreateAlert {
  /** Null: its id becomes its alias. */
  alias: string | null;
  content: AlertContent;
  /** The message, which may be longer here. */
  summary: string;
  severity: Severity;
  by: string | null;
  note: string | null;
  /** For the timeline. */
  details: unknown;
  links: AlertLink[];
  /** As it came: for the rule that chooses the service. */
  raw: Record<string, unknown>;
}

interface Person {
  by: string | null;
  note: string | null;
}
export type AlertAct = Person &
  (
    | { type: 'acknowledge' | 'unacknowledge' | 'close' | 'addNote' | 'delete' }
    | { type: 'snooze'; until: number }
    | { type: 'assign'; owner: string }
    | { type: 'escalate'; to: string }
    | { type: 'addResponder' | 'addTeam'; responder: Responder }
    | { type: 'addTags' | 'removeTags'; tags: string[] }
    | { type: 'addDetails'; details: Record<string, string> }
    | { type: 'removeDetails'; keys: string[] }
    | { type: 'setMessage'; message: string }
    | { type: 'setDescription'; description: string }
    | { type: 'setPriority'; priority: Priority; severity: Severity }
    | { type: 'executeAction'; action: string }
  );

/** What became of a request. It is there as soon as the request is answered. */
export interface RequestStatus {
  requestId: string;
  success: boolean;
  action: string;
  /** In Opsgenie's words: clients look for some of them. */
  status: string;
  processedAt: number;
  /** Empty where no alert was found. */
  alertId: string;
  alias: string;
}

export interface AlertState {
  status: 'open' | 'closed';
  acknowledged: boolean;
  ackedAt: number | null;
  ackedBy: string | null;
  snoozedUntil: number | null;
  count: number;
  lastOccurredAt: number;
  closedAt: number | null;
  closedBy: string | null;
}

export interface AlertView extends KeptAlert {
  state: AlertState;
}

export interface AlertLogLine {
  at: number;
  /** Tells two of one moment apart. */
  id: string;
  type: 'log' | 'note';
  by: string | null;
  text: string;
}

/** A request that was taken: its status, and what it came to in the pager. */
export interface Taken {
  request: RequestStatus;
  outcomes: InboundOutcome[];
}

export interface OpsgenieAlerts {
  create(
    integration: KnownIntegration,
    alert: CreateAlert,
  ): Promise<Taken | (Refusal & { outcomes: InboundOutcome[] })>;
  act(
    integration: KnownIntegration,
    ref: AlertRef,
    act: AlertAct,
  ): Promise<Taken | (Refusal & { outcomes: InboundOutcome[] })>;
  request(integration: KnownIntegration, requestId: string): Promise<RequestStatus | null>;
  /** By its alias only while it is open. */
  get(integration: KnownIntegration, ref: AlertRef): Promise<AlertView | null>;
  /** All of the integration's, newest first. */
  all(integration: KnownIntegration): AsyncIterable<AlertView>;
  /** What happened to it, oldest first; null where there is none. */
  log(integration: KnownIntegration, ref: AlertRef): Promise<AlertLogLine[] | null>;
}
