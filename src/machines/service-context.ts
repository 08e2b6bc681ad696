/** What a monitored service remembers. It is stored with every change, so it is kept small. Times are epoch ms. */
import type { OpenAlert, Severity } from '../policy/alert.ts';
import type { Plan } from '../policy/escalation-policy.ts';

/** Beyond these an incident keeps hashes of keys only, then nothing but that it overflowed. */
export const KEYS_WITH_TEXT = 200;
export const KEYS_AS_HASH = 10_000;

export type StoredAlert = OpenAlert;

export interface Acknowledgement {
  by: string | null;
  at: number;
  /** The target whose link was used, as shown to people. */
  via?: string;
}

/** What the service switched on. */
export interface IncidentOptions {
  ackExpiresAfterMs?: number;
  renotifyOnNewKey?: true;
  autoResolveAfterMs?: number;
  /** Alerts below it count for nothing, unless their key is open. */
  pageFrom?: Severity;
}

export interface LineRate {
  since: number;
  lines: number;
}

export interface IncidentContext {
  /** Random: what a stale effect or message is told apart by. */
  uid: string;
  /** The n of `<service>-<n>`. */
  number: number;
  openedAt: number;
  serviceName: string;
  plan: Plan;
  options: IncidentOptions;
  /** That opened it; unknown where it was one that did not say so. */
  release?: string;
  /** Runs through the policy so far, this one included; it only grows, so (uid, cycle, level) never repeats. */
  cycle: number;
  /** The cycle after which nobody is left to notify. */
  lastCycle: number;
  /** From 1. */
  level: number;
  levelBeganAt: number;
  /** Ids of this level's notifications that failed for good. */
  failed: string[];
  /** Levels that may still be skipped at once because they reached nobody: once through the policy. */
  skipsLeft: number;
  ack: Acknowledgement | null;
  /** How long the acknowledgement holds, where somebody said so. */
  snoozedUntil?: number;
  /** Alerts since it was acknowledged, which reached nobody: there only when there are any. */
  alertsSinceAck?: number;
  /** It was opened to see whether a page arrives, and nothing else has come since: there only when true. */
  test?: true;
  /** Nobody was left to notify when it was acknowledged, or still is: there only when true. */
  exhausted?: true;
  /** By alert id (see `alertId`). */
  alerts: Record<string, StoredAlert>;
  /** Hashes of further open keys. */
  more: string[];
  overflowed: boolean;
  /** Alerts in this minute: those that repeat write only so many lines to the timeline. */
  rate: LineRate;
  /** Kept only where an incident closes when no alert comes for some time. */
  lastAlertAt?: number;
  /** Events that changed nothing: in this minute, as above, and in all. */
  ignored?: LineRate & { count: number };
  /** Alerts that opened a key and brought details or links along: the timeline keeps those of so many. */
  detailed?: number;
}

export interface ServiceContext {
  /** Of the last incident, 0 before the first. It outlives incidents: a number is never used twice. */
  lastNumber: number;
  incident: IncidentContext | null;
}

/** A key is scoped by its source where one is given. */
export function alertId(key: string, source: string | undefined): string {
  return source === undefined ? key : `${source}\u001f${key}`;
}

/** 64 bits in base 36: equal keys have equal hashes, and two of 10,000 practically never share one (cyrb53's two halves). */
export function hashKey(text: string): string {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return (h2 >>> 0).toString(36) + (h1 >>> 0).toString(36).padStart(7, '0');
}
