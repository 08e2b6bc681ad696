/** What an event came to, as the sender is told. */
export type EventResult =
  | 'opened'
  | 'recorded'
  | 'acknowledged'
  | 'unacknowledged'
  | 'resolved'
  | 'closed'
  | 'escalated'
  | 'snoozed'
  | 'noted'
  | 'ignored';

/** Why an event was ignored, or recorded only. */
export type IgnoredReason =
  | 'not_unhealthy'
  | 'already_acked'
  | 'not_acked'
  | 'unknown_key'
  | 'other_incident'
  | 'below_page_from';
