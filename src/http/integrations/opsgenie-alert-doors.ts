/** Opsgenie's alerts: creating one, what became of a request, and reading them. https://docs.opsgenie.com/docs/alert-api */
import { z } from '@hono/zod-openapi';
import type { OpsgenieAlerts } from '../../pager/opsgenie-types.ts';
import { textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import {
  invalid,
  missingAlert,
  notFound,
  opsgenieData,
  opsgeniePage,
  opsgenieTaken,
  requestData,
  startAnswer,
  toActed,
} from './opsgenie-answers.ts';
import { readCreate, readRef } from './opsgenie-body.ts';
import { opsgenieDoor } from './opsgenie-door.ts';
import { emptyListDoor } from './opsgenie-empty-list.ts';
import { linesDoor } from './opsgenie-lines.ts';
import { countAlerts, listAlerts, pagesAround, readListing } from './opsgenie-listing.ts';
import { parseQuery } from './opsgenie-query.ts';
import { opsgenieAlert, opsgenieListedAlert, wireAlert } from './opsgenie-wire.ts';

export function alertDoors(alerts: OpsgenieAlerts, publicUrl: string): Door[] {
  return [createAlert(alerts), listDoor(alerts, publicUrl), countDoor(alerts), requestDoor(alerts)];
}

/** Behind those with a fixed address: an alias may hold slashes. */
export function oneAlertDoors(alerts: OpsgenieAlerts, publicUrl: string): Door[] {
  return [
    linesDoor(alerts, publicUrl, 'notes'),
    linesDoor(alerts, publicUrl, 'logs'),
    // Nobody is notified by Opsgenie's names here.
    emptyListDoor(alerts, '/v2/alerts/{identifier}/recipients', 'Empty: who was notified stands in the incident'),
    getDoor(alerts),
  ];
}

const createAlert = (alerts: OpsgenieAlerts): Door =>
  opsgenieDoor({
    method: 'post',
    path: '/v2/alerts',
    summary: 'Create an alert; with the alias of one that is open, it counts there',
    schema: z
      .looseObject({
        message: z.string(),
        alias: z.string().optional(),
        description: z.string().optional(),
        responders: z.array(z.looseObject({})).optional(),
        tags: z.array(z.string()).optional(),
        details: z.record(z.string(), z.unknown()).optional(),
        entity: z.string().optional(),
        source: z.string().optional(),
        priority: z.string().optional(),
        user: z.string().optional(),
        note: z.string().optional(),
      })
      .openapi('OpsgenieCreateAlert'),
    example: { message: 'Disk is 95 % full', alias: 'db1-disk', priority: 'P1' },
    answer: opsgenieTaken,
    status: 202,
    async act({ body }, integration) {
      const answer = startAnswer();
      const read = readCreate(body, integration.settings ?? {});
      if ('errors' in read) return invalid(read.errors);
      return toActed(answer, await alerts.create(integration, read.create));
    },
  });

const requestDoor = (alerts: OpsgenieAlerts): Door =>
  opsgenieDoor({
    method: 'get',
    path: '/v2/alerts/requests/{requestId}',
    summary: 'What became of a request',
    answer: opsgenieData(z.record(z.string(), z.unknown())),
    async act({ param }, integration) {
      const answer = startAnswer();
      const request = await alerts.request(integration, param('requestId') ?? '');
      if (!request) return notFound(answer, 'Request not found. It might not be processed, yet.');
      return { answer: answer(200, { data: requestData(request, integration.id) }), outcomes: [] };
    },
  });

const getDoor = (alerts: OpsgenieAlerts): Door =>
  opsgenieDoor({
    method: 'get',
    path: '/v2/alerts/{identifier}',
    summary: 'Read an alert, by its id, tinyId or alias; by its alias while it is open',
    answer: opsgenieData(opsgenieAlert),
    async act(request, integration) {
      const answer = startAnswer();
      const ref = readRef(request);
      if ('errors' in ref) return invalid(ref.errors);
      const alert = await alerts.get(integration, ref);
      if (!alert) return notFound(answer, missingAlert(ref));
      return { answer: answer(200, { data: wireAlert(alert, integration) }), outcomes: [] };
    },
  });

const listDoor = (alerts: OpsgenieAlerts, publicUrl: string): Door =>
  opsgenieDoor({
    method: 'get',
    path: '/v2/alerts',
    summary: 'Search the alerts of this integration, newest first',
    description: 'Words, `field: value`, `=`, `!=`, `<`, `>`, AND, OR, NOT and brackets.',
    query: {
      query: 'such as `status: open AND priority: P1`',
      offset: 'from 0',
      limit: '1 to 100, 20 unless given',
      sort: '`createdAt` unless given',
      order: '`asc` or `desc`, which it is unless given',
    },
    answer: opsgeniePage(opsgenieListedAlert),
    async act({ query, path }, integration) {
      const answer = startAnswer();
      const listing = readListing(query);
      if ('errors' in listing) return invalid(listing.errors);
      const { shown, hasMore } = await listAlerts(alerts, integration, listing);
      const paging = pagesAround(`${publicUrl}${path}`, query, listing, hasMore);
      return { answer: answer(200, { data: shown, paging }), outcomes: [] };
    },
  });

const countDoor = (alerts: OpsgenieAlerts): Door =>
  opsgenieDoor({
    method: 'get',
    path: '/v2/alerts/count',
    summary: 'How many alerts a search finds',
    query: { query: 'as in the list' },
    answer: opsgenieData(z.object({ count: z.int() })),
    async act({ query }, integration) {
      const answer = startAnswer();
      const parsed = parseQuery(textOf(query.query) ?? '');
      if ('fault' in parsed) return invalid({ query: parsed.fault });
      const count = await countAlerts(alerts, integration, parsed.matches);
      return { answer: answer(200, { data: { count } }), outcomes: [] };
    },
  });
