/** Values that mean something to the pager, by the name of their field: without them a generated request seldom gets past the first check. */

/** Ids are few, so that requests meet each other's services, policies and incidents, and the store stays small. */
export const SERVICES = ['db', 'web', 'a', '0', 'x.y_z-1', 'z'.repeat(63), 'later'];
export const POLICIES = ['backend', 'p1', 'p.2', 'none-uses-it'];
export const INCIDENTS = ['db-1', 'db-2', 'web-1', 'db-999999', 'a-0', 'nobody-1', 'db'];
/** Of alerts by their tools' own names. */
export const ALIASES = ['disk', 'lag', 'host/web-1'.replace('/', '%2F')];

/** No timer may be due while the campaign compares what is stored: it would change it by itself. */
export const DURATIONS = ['1h', '90m', '7d', '3600s', '24h'];
const FAR_TIMES = ['2026-12-20T00:00:00Z', '2026-12-20T00:00:00+02:00', '2026-12-01T12:00:00.123Z'];

/** @type {Record<string, readonly unknown[]>} */
export const WORDS = {
  id: SERVICES,
  service: [...SERVICES, ...INCIDENTS],
  serviceId: SERVICES,
  incident: INCIDENTS,
  incidentId: INCIDENTS,
  escalationPolicyId: POLICIES,
  policyId: POLICIES,
  address: ['ana@example.com', 'Ana.B+x@EXAMPLE.com', 'ü@exämple.com'],
  phoneNumber: ['+33612345678', '+1 (202) 555-0123', '+4915112345678'],
  ackTimeout: DURATIONS,
  ackExpiresAfter: DURATIONS,
  autoResolveAfter: DURATIONS,
  interval: DURATIONS,
  grace: DURATIONS,
  overlap: DURATIONS,
  heartbeatId: SERVICES,
  alias: ALIASES,
  dedup_key: ALIASES,
  incident_key: ALIASES,
  identifierType: ['alias', 'alias', 'id', 'tiny'],
  event_action: ['trigger', 'trigger', 'acknowledge', 'resolve'],
  event_type: ['trigger', 'acknowledge', 'resolve'],
  priority: ['P1', 'P3', 'P5'],
  status: ['firing', 'resolved', 1, 0],
  until: FAR_TIMES,
  since: FAR_TIMES,
  by: ['ana', 'Ümit', ''],
  key: ['disk', 'default', 'lag', '', 'k'.repeat(600)],
  runbookUrl: ['https://wiki.example.com/db', 'http://[::1]/'],
  href: ['https://grafana.example.com/d/1', 'javascript:alert(1)'],
  cursor: ['', 'AAAA', 'eyJzY29yZSI6MX0'],
  label: ['team:x', 'team:', ':', 'a:b:c'],
  state: ['healthy', 'escalating', 'acked,exhausted', 'closed'],
  limit: ['1', '50', '500', '501', '0', '-1', '1e3'],
  force: ['true', 'false', 'yes'],
  channel: ['email', 'sms', 'fax'],
  outcome: ['accepted', 'failed', 'previewed'],
};
