/**
 * Every operation of /v1, but for the doors of integrations. What is mounted here is
 * what a client can ask for: its types come from this one list.
 */
import { apiKeys } from './api-keys.ts';
import type { ApiOf } from './api-type.ts';
import { channels } from './channels.ts';
import type { HttpDependencies } from './dependencies.ts';
import { escalationPolicies } from './escalation-policies.ts';
import { eventBatch } from './event-batch.ts';
import { heartbeats } from './heartbeats.ts';
import { incidents } from './incidents.ts';
import { inspectTickets } from './inspect-tickets.ts';
import { integrations } from './integrations.ts';
import { machines } from './machines.ts';
import { notifications } from './notifications.ts';
import type { Api } from './operation.ts';
import { overview } from './overview.ts';
import type { KeepRefusal } from './refusals.ts';
import { refusedEvents } from './refused-events.ts';
import { serviceEvents } from './service-events.ts';
import { services } from './services.ts';
import { sessions } from './sessions.ts';
import { simulate } from './simulate.ts';
import { stream } from './stream.ts';
import { testAlert } from './test-alert.ts';
import { timers } from './timers.ts';
import { webhooks } from './webhooks.ts';

/** In the order of /openapi.json. */
export function mountResources(api: Api, deps: HttpDependencies, keepRefusal: KeepRefusal) {
  return [
    simulate(api, deps),
    ...machines(api, deps),
    ...escalationPolicies(api, deps),
    ...services(api, deps),
    ...serviceEvents(api, deps),
    ...incidents(api, deps),
    ...notifications(api, deps),
    ...heartbeats(api, deps),
    ...integrations(api, deps),
    ...webhooks(api, deps),
    ...timers(api, deps),
    overview(api, deps),
    ...sessions(api, deps),
    ...apiKeys(api, deps),
    testAlert(api, deps),
    ...channels(api, deps),
    refusedEvents(api, deps),
    eventBatch(api, deps, keepRefusal),
    stream(api, deps),
    inspectTickets(api, deps),
  ];
}

/** For `hc` of hono/client: each operation's path, parameters, query, headers, body, and what it answers when it succeeds. */
export type ApiType = ApiOf<ReturnType<typeof mountResources>[number]>;
