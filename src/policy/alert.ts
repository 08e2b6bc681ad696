/** What a monitoring tool says about a service, after the edge has read it. */
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The key of an alert that was sent without one. */
export const DEFAULT_KEY = 'default';

export interface AlertLink {
  href: string;
  text?: string;
}

export interface AlertMessage {
  /** Tells repeated alerts from different ones; scoped by the source where one is given. */
  key: string;
  summary: string;
  severity: Severity;
  source?: string;
  details?: unknown;
  links?: AlertLink[];
}

/** One open alert of an incident. Times are epoch ms. */
export interface OpenAlert {
  key: string;
  summary: string;
  severity: Severity;
  source?: string;
  count: number;
  firstAt: number;
  lastAt: number;
}
