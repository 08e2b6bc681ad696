/** Services and their incidents as they are read, with what was sent and what happened. All times are epoch ms. */
import type { OpenAlert } from '../policy/alert.ts';
import type { Service } from '../policy/service.ts';
import type { ChannelName, Target } from '../policy/target.ts';

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

export interface ListedIncidentView extends IncidentSummary {
  serviceId: string;
  serviceName: string;
  state: 'escalating' | 'exhausted' | 'acked' | 'closed';
  closedAt: number | null;
  closedBy: string | null;
  /** Whom the next level reaches, by its timer while nobody has acknowledged, or by `escalate`: level 1 again behind the last. Null when closed. */
  nextLevel: { level: number; targets: Target[] } | null;
  /** Alerts since it was acknowledged: they reached nobody. Null where nobody has acknowledged. */
  alertsSinceAck: number | null;
}

export interface IncidentView extends ListedIncidentView {
  policy: PinnedPolicy;
  notifications: NotificationView[];
}

/** What an incident runs, whatever was made of the policy since. */
export interface PinnedPolicy {
  id: string;
  /** As the policy is called now; null: there is none of this id any more. */
  name: string | null;
  /** Null where it was not kept yet when the incident opened. */
  revision: number | null;
  repeat: number;
  levels: { ackTimeoutMs: number; targets: Target[] }[];
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
