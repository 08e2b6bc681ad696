/**
 * The pager as its edges see it (HTTP, the links in messages, the console): what
 * can be asked of it and how it answers. Expected refusals are returned as a
 * `Refusal`; a throw is a bug or a broken dependency. All times are epoch ms.
 */
import type { AlertLink, OpenAlert, Severity } from '../policy/alert.ts';
import type { EscalationPolicy } from '../policy/escalation-policy.ts';
import type { EventResult, IgnoredReason } from '../policy/event-result.ts';
import type { Service } from '../policy/service.ts';
import type { ChannelName, Target } from '../policy/target.ts';
import type { ApiKeys, Sessions } from './access-types.ts';
import type { ChannelTest } from './channel-test.ts';
import type { Heartbeats } from './heartbeats.ts';
import type { Inspection } from './inspection-types.ts';
import type { Integrations } from './integration-types.ts';
import type { Lateness } from './lateness.ts';
import type { OpsgenieAlerts } from './opsgenie-types.ts';
import type { PolicyRevisions } from './policy-revisions.ts';
import type { Webhooks } from './webhook-types.ts';

/** Stable codes of what the pager refuses. The HTTP statuses stand in src/http/problem.ts. */
export type RefusalCode =
  | 'not_found'
  | 'unknown_service'
  | 'unknown_policy'
  | 'policy_in_use'
  | 'service_in_use'
  | 'incident_open'
  | 'precondition_failed'
  | 'not_retryable'
  | 'too_soon'
  | 'idempotency_mismatch'
  | 'idempotency_in_progress'
  | 'idempotency_full'
  | 'overloaded'
  | 'busy'
  | 'stopping'
  | 'store_unavailable'
  | 'store_full'
  | 'outcome_unknown'
  | 'not_replicated'
  | 'record_unreadable'
  | 'record_newer';

export interface Refusal {
  refused: RefusalCode;
  detail: string;
}

/** Thrown where the store fails under a reading or a change of the plan: a `Refusal` that no caller expects. */
export class PagerFailure extends Error {
  override name = 'PagerFailure';
  readonly code: Extract<
    RefusalCode,
    'store_unavailable' | 'store_full' | 'outcome_unknown' | 'not_replicated' | 'record_unreadable' | 'record_newer'
  >;

  constructor(code: PagerFailure['code'], detail: string) {
    super(detail);
    this.code = code;
  }
}

/** `unreadable`: only in listings, where one broken record must not hide the rest. */
export type ServiceState = 'healthy' | 'escalating' | 'exhausted' | 'acked' | 'unreadable';
export type NextAction = 'level' | 'repeat' | 'exhausted' | 'ackExpiry' | 'snoozeEnd';

export interface IncidentSummary {
  id: string;
  openedAt: number;
  level: number;
  levels: number;
  cycle: number;
  cycles: number;
  nextEscalationAt: number | null;
  nextAction: NextAction | null;
  ackedAt: number | null;
  ackedBy: string | null;
  /** How long the acknowledgement holds; null where nobody said so. */
  snoozedUntil: number | null;
  /** When it closes by itself unless another alert comes; null: it does not. */
  autoResolvesAt: number | null;
  alerts: OpenAlert[];
  /** Open keys in all; more than `alerts` lists once there are over 200. */
  openAlerts: number;
  overflowed: boolean;
  /** Events that changed nothing; the timeline has ten a minute of them. */
  ignoredEvents: number;
  /** It only tries whether people are reached. */
  test: boolean;
}

export interface ServiceView extends Omit<Service, 'labels' | 'description'> {
  id: string;
  /** Of its configuration: an event does not change it. */
  revision: number;
  labels: Record<string, string>;
  description: string;
  state: ServiceState;
  incident: IncidentSummary | null;
}

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
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export type NotificationState =
  | 'pending'
  | 'sending'
  | 'accepted'
  | 'delivered'
  | 'failed'
  | 'refused'
  | 'superseded'
  | 'previewed';

export interface NotificationView {
  id: string;
  serviceId: string;
  incidentId: string;
  level: number;
  cycle: number;
  target: Target;
  channel: ChannelName;
  state: NotificationState;
  tries: number;
  createdAt: number;
  settledAt: number | null;
  nextAttemptAt: number | null;
  /** Why it was refused, failed, superseded or is tried again. */
  reason: string | null;
  providerId: string | null;
}

export interface IncidentView extends IncidentSummary {
  serviceId: string;
  serviceName: string;
  state: 'escalating' | 'exhausted' | 'acked' | 'closed';
  closedAt: number | null;
  closedBy: string | null;
  /** Whom the next level reaches, by its timer while nobody has acknowledged, or by `escalate`: level 1 again behind the last. Null when closed. */
  nextLevel: { level: number; targets: Target[] } | null;
  notifications: NotificationView[];
}

/** One line of what happened: `type` is one of src/policy/timeline.ts. */
export interface TimelineView {
  at: number;
  incidentId: string | null;
  type: string;
  /** One sentence in plain words. */
  text: string;
  /** The fields of that type. */
  data: Record<string, unknown>;
}

export interface TimerView {
  serviceId: string;
  incidentId: string;
  level: number;
  /** `autoResolve`: due when it is looked whether alerts still come. */
  kind: 'ackTimeout' | 'ackExpiry' | 'snoozeEnd' | 'autoResolve';
  dueAt: number;
}

export interface PolicyView extends EscalationPolicy {
  id: string;
  revision: number;
  /** Ids of the services that use it. */
  services: string[];
  warnings: string[];
}

/** `ifMatch` is a revision; null: no condition. */
export interface WriteCondition {
  ifMatch?: number;
  createOnly?: boolean;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** `cursor` is one that the same listing gave out; another text is a 'bad_cursor'. */
export interface PageRequest {
  limit: number;
  cursor?: string;
}

export interface OutboxMessage {
  notificationId: string;
  incidentId: string;
  target: Target;
  at: number;
  subject: string;
  text: string;
}

export interface RefusedRequest {
  at: number;
  method: string;
  route: string;
  serviceId: string | null;
  /** The API key's name, never the key. */
  keyName: string | null;
  code: string;
  detail: string;
}

export interface ChannelView {
  name: ChannelName;
  configured: boolean;
  description: string | null;
  lastAcceptedAt: number | null;
  lastFailedAt: number | null;
  lastFailure: string | null;
  /** Nothing got through for five minutes or more; null: it works, or nobody knows. */
  failingSince: number | null;
}

/** What an acknowledgement link leads to. */
export interface LinkView {
  /** The target in the form shown to people ("ana@…"). */
  sentTo: string;
  incident: IncidentView;
  service: { id: string; name: string; runbookUrl?: string };
  /** The closing of the incident and everything before it, oldest first. */
  timeline: TimelineView[];
}

export interface ReadinessCheck {
  name: string;
  ok: boolean;
  detail: string;
}

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

/** One step of one actor, for the inspector: the machine's own snapshot, contact details taken out. */
export interface InspectionStep {
  actor: string;
  at: number;
  event: { type: string; [field: string]: unknown };
  /** Right behind this step; null where it was not kept, since another step was committed with it or soon after it. */
  snapshot: unknown;
  changed: boolean;
}

/** Open incidents by state. */
export type OpenCounts = Record<Exclude<ServiceState, 'healthy' | 'unreadable'>, number>;

/** How everything stands, in a few numbers. */
export interface OverviewView {
  services: OpenCounts & { total: number; healthy: number };
  /** Of Redis' `maxmemory`; null without one. */
  memoryShare: number | null;
}

export interface Pager extends Heartbeats, Inspection {
  send(serviceId: string, event: ServiceEventRequest, idempotency?: Idempotency): Promise<EventAnswer | Refusal>;
  /** The same for an event that names an incident; `not_found` when there never was such an incident. */
  sendToIncident(
    incidentId: string,
    event: IncidentEventRequest,
    idempotency?: Idempotency,
  ): Promise<EventAnswer | Refusal>;

  putPolicy(
    id: string,
    policy: EscalationPolicy,
    condition: WriteCondition,
    by?: string | null,
  ): Promise<{ created: boolean; policy: PolicyView } | Refusal>;
  getPolicy(id: string): Promise<PolicyView | null>;
  /** Null when there is no such policy. */
  policyRevisions(id: string): Promise<PolicyRevisions | null>;
  listPolicies(page: PageRequest): Promise<Page<PolicyView>>;
  deletePolicy(id: string, condition: WriteCondition): Promise<'deleted' | Refusal>;

  putService(
    id: string,
    service: Service,
    condition: WriteCondition,
  ): Promise<{ created: boolean; service: ServiceView } | Refusal>;
  getService(id: string): Promise<ServiceView | null>;
  listServices(
    filter: { state?: ServiceState[]; labels?: Record<string, string>; q?: string; escalationPolicyId?: string },
    page: PageRequest,
  ): Promise<Page<ServiceView>>;
  /** `ifMatch`: only while its configuration has that revision. */
  deleteService(id: string, options: { force: boolean; ifMatch?: number }): Promise<'deleted' | Refusal>;

  getIncident(id: string): Promise<IncidentView | null>;
  listIncidents(
    filter: { serviceId?: string; state?: IncidentView['state'][]; since?: number; until?: number },
    page: PageRequest,
  ): Promise<Page<Omit<IncidentView, 'notifications'>>>;
  serviceTimeline(serviceId: string, page: PageRequest): Promise<Page<TimelineView> | null>;
  incidentTimeline(incidentId: string, page: PageRequest): Promise<Page<TimelineView> | null>;
  listNotifications(
    filter: {
      incidentId?: string;
      target?: string;
      channel?: ChannelName;
      states?: NotificationState[];
      since?: number;
    },
    page: PageRequest,
  ): Promise<Page<NotificationView>>;
  retryNotification(id: string): Promise<NotificationView | Refusal>;
  listTimers(page: PageRequest): Promise<Page<TimerView>>;
  /** Of the last hour, all nodes together. */
  lateness(): Promise<Lateness>;

  overview(): Promise<OverviewView>;
  channels(): Promise<ChannelView[]>;
  /** Sends a message that says it is a test. `too_soon`: one was sent within the last ten seconds. */
  testChannel(name: string, target: Target, by: string | null): Promise<ChannelTest | Refusal>;
  /** True while no channel is configured at all: messages go to the outbox and nobody is paged. */
  preview: boolean;
  outbox(page: PageRequest): Promise<Page<OutboxMessage>>;
  recordRefusal(refusal: RefusedRequest): void;
  refusals(page: PageRequest): Promise<Page<RefusedRequest>>;

  /** Null when the token was never given out or is over 7 days old. Changes nothing. */
  openLink(token: string): Promise<LinkView | null>;
  /**
   * @param seen what the person had before their eyes ("<cycle>.<level>"): from there the next
   * level is paged once, however often and by however many it is asked for
   */
  actThroughLink(token: string, act: 'ack' | 'escalate' | 'healthy', seen?: string): Promise<EventAnswer | Refusal>;

  /** Changes from `cursor` on (from now without one), until the signal; 'reset' first when the cursor is too old. */
  stream(cursor: string | null, signal: AbortSignal): AsyncIterable<StreamEvent | 'reset'>;
  /** The chart as the inspection protocol wants it, the current snapshot, then every step, until the signal. */
  inspect(
    actors: string[],
    signal: AbortSignal,
  ): AsyncIterable<{ actor: string; definition: unknown; snapshot: unknown } | InspectionStep>;

  /** Lets somebody watch who can send no header: good for one use on any node, within a minute. */
  issueTicket(): Promise<{ ticket: string; expiresAt: number }>;
  /** True once for each ticket that was issued within the last minute. */
  takeTicket(ticket: string): Promise<boolean>;

  sessions: Sessions;
  apiKeys: ApiKeys;
  /** The tools of others that speak to services here. */
  integrations: Integrations;
  /** Alerts as Opsgenie's API has them. */
  opsgenie: OpsgenieAlerts;
  /** Who else is told what happens in incidents. */
  webhooks: Webhooks;

  readiness(): Promise<ReadinessCheck[]>;
}
