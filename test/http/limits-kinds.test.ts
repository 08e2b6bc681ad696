/** Which requests share a room: a storm in one of them must not be felt in another. */
import { expect, it } from 'vitest';
import { type LimitedKind, limitedKind } from '../../src/http/limits-kinds.ts';

const rows: [string, string, LimitedKind | null][] = [
  ['POST', '/v1/services/db/alert', 'events'],
  ['POST', '/v1/services/db/resolve/', 'events'],
  ['POST', '/v1/events', 'events'],
  ['POST', '/v1/integrations/alertmanager', 'events'],
  ['PUT', '/v1/integrations/grafana/a-key', 'events'],
  ['POST', '/v2/enqueue', 'events'],
  ['POST', '/pagerduty/v2/enqueue', 'events'],
  ['POST', '/generic/2010-04-15/create_event.json', 'events'],
  ['POST', '/v1/json/nagios', 'events'],
  ['GET', '/v1/integrations/uptimekuma/KEY', 'events'],
  ['GET', '/v1/integrations/heartbeat/KEY', 'acts'],
  ['GET', '/v2/heartbeats/nightly/ping', 'acts'],
  ['PATCH', '/opsgenie/v2/heartbeats/my%20nightly/ping/', 'acts'],
  ['GET', '/v1/integrations/0123abcd', 'readings'],
  ['GET', '/v1/integrations/0123abcd/requests', 'readings'],
  ['GET', '/v2/heartbeats/nightly', 'readings'],
  ['POST', '/v2/alerts', 'events'],
  ['POST', '/v1/services/db/ack', 'acts'],
  ['POST', '/v1/services/db/healthy', 'acts'],
  ['POST', '/v1/incidents/db-1/escalate', 'acts'],
  ['POST', '/a/a-token-of-a-link', 'acts'],
  ['POST', '/v2/alerts/disk/acknowledge', 'acts'],
  ['POST', '/opsgenie/v2/alerts/disk/close', 'acts'],
  ['POST', '/v2/heartbeats/backup/ping', 'acts'],
  ['POST', '/v1/integrations/heartbeat/a-key', 'acts'],
  ['POST', '/v1/integrations/some-id/rotate', 'acts'],
  ['PUT', '/v1/services/db', 'acts'],
  ['DELETE', '/v2/alerts/disk', 'acts'],
  ['GET', '/v1/services', 'readings'],
  ['GET', '/v1/stream', 'readings'],
  ['GET', '/healthz', null],
  ['GET', '/readyz', null],
  ['GET', '/metrics', null],
];

it.each(rows)('%s %s', (method, path, kind) => {
  expect(limitedKind(method, path)).toBe(kind);
});
