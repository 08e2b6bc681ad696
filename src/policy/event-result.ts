/** What an event came to, as the sender is told. */
export type EventResult =
  | 'opened'
  | 'recorded'
  | 'acknowledged'
  | 'unacknowledged'
  | 'resolved'
  | 'closed'
  | 'escalated'
  | 'noted'
  | 'ignored';

/** Why an event was ignored. */
export type IgnoredReason = 'not_unhealthy' | 'already_acked' | 'not_acked' | 'unknown_key' | 'other_incident';
