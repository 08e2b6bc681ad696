/** Inbound integrations as the edges see them: what they are, what a tool's request comes to, and what is kept of it. Times are epoch ms. */
import type { AlertLink, Severity } from '../policy/alert.ts';
import type { Integration, IntegrationType } from '../policy/integration.ts';
import type { EventAnswer } from './event-types.ts';
import type { Page, PageRequest } from './listing.ts';
import type { WriteCondition } from './plan-types.ts';
import type { Refusal } from './refusal.ts';

export interface IntegrationView extends Integration {
  id: string;
  revision: number;
  createdAt: number;
  keys: { endsWith: string; createdAt: number; expiresAt: number | null }[];
  lastUsedAt: number | null;
  accepted: number;
  /** How many, by the code of why. */
  refusedByCode: Record<string, number>;
}

/** What a tool said, in the pager's words. Keys are scoped by the integration. */
export type InboundEvent = InboundSubject &
  (
    | {
        type: 'alert';
        key: string;
        summary: string;
        severity?: Severity;
        details?: unknown;
        links?: AlertLink[];
      }
    | { type: 'resolve'; key: string }
    /** Of the incident in which this key is open. */
    | { type: 'ack'; key: string; by?: string; note?: string }
    /** Accepted, and it can't mean anything here: kept in the timeline. */
    | { type: 'note'; note: string; by?: string; key?: string }
  );

/** Where the rule looks for the service. */
interface InboundSubject {
  labels?: Record<string, string>;
  fields?: unknown;
  /** Overrides the rule: the caller knows already. */
  serviceId?: string;
}

export interface InboundOutcome {
  event: InboundEvent;
  /** Null: none could be chosen. */
  serviceId: string | null;
  answer: EventAnswer | Refusal;
}

export interface InboundPreview {
  event: InboundEvent;
  /** Null: none is chosen. */
  serviceId: string | null;
  would: (typeof INBOUND_WOULD)[number];
}

/**
 * `create`: the service is made, and an incident opens in it. `add`: another alert of the open incident.
 * `record`: below what the service pages for. `close`: no other alert is open. `refuse`: there is no such service.
 */
export const INBOUND_WOULD = [
  'open',
  'create',
  'add',
  'repeat',
  'record',
  'resolve',
  'close',
  'acknowledge',
  'note',
  'nothing',
  'refuse',
] as const;

/** One request of a tool, as it is kept for looking at: contacts and secrets shortened. */
export interface InboundRequestView {
  number: number;
  at: number;
  method: string;
  path: string;
  status: number;
  /** Why it was refused; null when it was accepted. */
  code: string | null;
  detail: string | null;
  userAgent: string | null;
  contentType: string | null;
  body: string;
  /** What it came to. */
  events: { type: string; key: string | null; serviceId: string | null; result: string }[];
}

/** The same before anything is shortened. */
export interface InboundRequest extends Omit<InboundRequestView, 'number' | 'at' | 'body' | 'events'> {
  /** Not changed afterwards by whoever gave it. */
  body: Uint8Array;
  /** What was presented: not a trace of it is kept. */
  secret: string | null;
  outcomes: InboundOutcome[];
}

export interface Integrations {
  /** The key is told here, and never again. */
  create(integration: Integration): Promise<{ integration: IntegrationView; key: string } | Refusal>;
  put(id: string, integration: Integration, condition: WriteCondition): Promise<IntegrationView | Refusal>;
  get(id: string): Promise<IntegrationView | null>;
  list(filter: { serviceId?: string; type?: IntegrationType }, page: PageRequest): Promise<Page<IntegrationView>>;
  remove(id: string, condition: WriteCondition): Promise<'deleted' | Refusal>;
  /** A new key; those before it count on for `overlapMs`. */
  rotateKey(id: string, overlapMs: number): Promise<{ integration: IntegrationView; key: string } | Refusal>;
  /** The last requests, newest first. */
  requests(id: string, page: PageRequest): Promise<Page<InboundRequestView> | null>;

  /** Whose key it is; null: nobody's, or that of another type. As of at most a second ago on other nodes. */
  find(type: IntegrationType, presentedKey: string): Promise<KnownIntegration | null>;
  /** Sends what a tool said, in its order. Each event has its own outcome. */
  receive(integration: KnownIntegration, events: InboundEvent[]): Promise<InboundOutcome[]>;
  /** What each would come to, by itself, as things stand; nothing is sent, made or remembered. */
  preview(integration: KnownIntegration, events: InboundEvent[]): Promise<InboundPreview[]>;
  /** The integration as its doors know it, for `preview`. */
  known(id: string): Promise<KnownIntegration | null>;
  /** Counts it and keeps it. Costs nothing now: it is written within a second. */
  record(integrationId: string, request: InboundRequest): void;
}

export type KnownIntegration = Integration & { id: string };
