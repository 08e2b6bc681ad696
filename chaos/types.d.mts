/** What a campaign leaves behind, and what the checker is given: data only. All times are epoch ms of one machine's clock, which is Redis' too. */

export type EventType = 'alert' | 'ack' | 'resolve' | 'healthy';
/** `sms:+336…` or `email:ana@…`, as the pager writes them. */
export type TargetKey = string;

export interface PlannedService {
  id: string;
  levels: { ackTimeoutMs: number; targets: TargetKey[] }[];
  repeat: number;
  /** It gets more alerts of one key than its timeline has lines for, and is closed by healthy events only. */
  loud: boolean;
}

/** One event that a client sends, at that time of the campaign. */
export interface PlannedEvent {
  /** Names it: summary of an alert, `by` of an ack or a healthy event, idempotency key of all. */
  ref: string;
  atMs: number;
  service: string;
  type: EventType;
  /** Of alerts and resolves. A resolve has a key of its own, so that it is found by it. */
  key?: string;
  /** Events of one batch go through /v1/events in one request. */
  batch?: string;
  /** What was not answered is not sent again: whether it happened stays unknown. */
  givesUp: boolean;
}

export type FaultKind =
  | 'killPager'
  | 'pausePager'
  | 'killRedis'
  | 'moveSlots'
  | 'cutClient'
  | 'cutRedis'
  | 'gatewayHangs'
  | 'gatewayFails'
  | 'gatewayLate'
  | 'obliterateQueue'
  | 'pauseQueue'
  | 'promoteJobs'
  | 'jumpClock';

export interface Fault {
  atMs: number;
  kind: FaultKind;
  /** Of the pager that it hits, where it hits one. */
  node?: number;
  /** How long it lasts. */
  forMs?: number;
  /** A channel or a queue. */
  name?: string;
  byMs?: number;
}

/** What a client asked and was answered. */
export interface AskedEvent {
  ref: string;
  service: string;
  type: EventType;
  key?: string;
  sentAt: number;
  attempts: number;
  /** Null: never answered 2xx. */
  answeredAt: number | null;
  answer: { result: string; changed: boolean; reason?: string } | null;
  /** Statuses that no fault explains. */
  unexpected: string[];
}

export type ReceiptAnswer = 'ok' | 'error' | 'none' | 'cut';

/** One message that arrived at a gateway or mail server. */
export interface Receipt {
  id: string;
  to: TargetKey;
  /** Which pager sent it. */
  node: number;
  at: number;
  answered: ReceiptAnswer;
  /** Null: never. */
  answeredAt: number | null;
}

/** One commit of an actor as the feed has it. `redisAt` is the stream entry's id: Redis' own clock. */
export interface SeenCommit {
  service: string;
  version: number;
  at: number;
  redisAt: number;
  steps: { type: string; result: string | null }[];
}

/** As stored: a step of the actor, the outcome of a delivery, or a count of lines that were cut. */
export type Line =
  | { at: number; event: LineEvent; effects: LineEffect[] }
  | { at: number; delivery: string; kind: string; state: string; tries: number; retryInMs?: number; reason?: string }
  | { leftOut: number };
export interface LineEvent {
  type: string;
  at: number;
  key?: string;
  summary?: string;
  by?: string | null;
  count?: number;
}
export interface LineEffect {
  type: string;
  cycle?: number;
  level?: number;
  why?: string;
  result?: string;
}

export interface StoredIncident {
  id: string;
  service: string;
  number: number;
  uid: string;
  closedAt: number | null;
  /** By key, of the alerts that were open at the end. */
  counts: Record<string, number>;
}

export interface StoredDelivery {
  id: string;
  service: string;
  uid: string;
  number: number;
  cycle: number;
  level: number;
  target: TargetKey;
  state: string;
  tries: number;
  createdAt: number;
  settledAt: number | null;
  nextAt: number | null;
}

export interface StoreAtEnd {
  lastNumbers: Record<string, number>;
  incidents: StoredIncident[];
  /** By list: an incident's uid, or `service/<id>` for what came outside incidents. */
  timelines: Record<string, Line[]>;
  deliveries: StoredDelivery[];
  agenda: { member: string; dueAt: number }[];
}

export interface Interval {
  from: number;
  to: number;
}
export interface NodeOutage extends Interval {
  node: number;
  /** `starved`: by the machine, without any fault of ours. */
  kind: 'kill' | 'pause' | 'starved';
}

export interface Run {
  startedAt: number;
  endedAt: number;
  nodes: number;
  /** Of the machine, the worst that was seen: on a starved one lateness says little about the pager. */
  loadAverage: number;
  services: PlannedService[];
  asked: AskedEvent[];
  receipts: Receipt[];
  commits: SeenCommit[];
  store: StoreAtEnd;
  /** For some incidents: the names of the events that the API's timeline shows. */
  shown: Record<string, string[]>;
  nodeOutages: NodeOutage[];
  redisOutages: Interval[];
  /** When a gateway hung, failed or was slow. */
  gatewayTroubles: (Interval & { channel: string })[];
  cuts: { at: number; node: number; link: 'client' | 'redis' }[];
}

export type PromiseName = 'events' | 'coverage' | 'repetition' | 'order' | 'lateness' | 'numbers';

export interface Violation {
  promise: PromiseName;
  /** One sentence. */
  what: string;
  /** The lines that prove it, in order of time. */
  evidence: string[];
}

export interface Verdict {
  violations: Violation[];
  figures: Record<string, number>;
  /** Repetitions of a notification by what made the outcome before it unknown. */
  repetitions: Record<string, number>;
}
