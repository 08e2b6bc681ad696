/**
 * The pager as its edges see it (HTTP, the links in messages, the console): what
 * can be asked of it and how it answers. Expected refusals are returned as a
 * `Refusal`; a throw is a bug or a broken dependency. All times are epoch ms.
 */
import type { EscalationPolicy } from '../policy/escalation-policy.ts';
import type { Service } from '../policy/service.ts';
import type { ChannelName, Target } from '../policy/target.ts';
import type { ApiKeys, Sessions } from './access-types.ts';
import type { ChannelTest } from './channel-test.ts';
import type { EventAnswer, Idempotency, IncidentEventRequest, ServiceEventRequest } from './event-types.ts';
import type { Heartbeats } from './heartbeats.ts';
import type {
  IncidentView,
  ListedIncidentView,
  NotificationState,
  NotificationView,
  ServiceState,
  ServiceView,
  TimelineView,
  TimerView,
} from './incident-types.ts';
import type { Inspection } from './inspection-types.ts';
import type { Integrations } from './integration-types.ts';
import type { Lateness } from './lateness.ts';
import type { Page, PageRequest } from './listing.ts';
import type { OpsgenieAlerts } from './opsgenie-types.ts';
import type { PolicyView, WriteCondition } from './plan-types.ts';
import type { PolicyRevisions } from './policy-revisions.ts';
import type { Refusal } from './refusal.ts';
import type { StreamEvent } from './stream-types.ts';
import type { Webhooks } from './webhook-types.ts';

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
  /** `test`: those on which only a test is open; in no other count but the total. */
  services: OpenCounts & { total: number; healthy: number; test: number };
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
  ): Promise<Page<ListedIncidentView>>;
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

  /** Whether a pager of this installation gave out this token, wherever it leads by now. */
  isLink(token: string): boolean;
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
