/**
 * The addresses that Opsgenie gave to each tool (`/v1/json/<tool>?apiKey=`): whoever
 * has one changes the host alone. Bodies of netdata, Alertmanager, Nagios, Icinga and
 * Zabbix are read as what they are, those of any other tool by the names that most have
 * for the same things.
 */
import { z } from '@hono/zod-openapi';
import { eventsOfGroup } from './alert-groups.ts';
import { textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import type { InboundHttp } from './inbound.ts';
import { eventsOfMapping } from './mapped-events.ts';
import { eventOfNagios } from './nagios.ts';
import { eventOfNetdata } from './netdata.ts';
import { opsgenie, opsgenieFailure, opsgenieTaken, REFUSED, startAnswer } from './opsgenie-answers.ts';
import { opsgenieKeyOf } from './opsgenie-key.ts';
import type { Translation } from './translation.ts';
import { eventOfZabbixTrigger } from './zabbix-trigger.ts';

const PATHS = ['/v1/json/{tool}', '/v1/json/integrations/webhooks/{tool}'] as const;

export const opsgenieWebhooks: Door = {
  type: 'opsgenie',
  methods: ['post'],
  paths: PATHS.flatMap((path): Door['paths'] => [path, `/opsgenie${path}`]),
  summary: 'What a tool sends to an address that Opsgenie gave to it',
  description: 'Answered with 200, which netdata looks for.',
  query: { apiKey: 'the key of the integration' },
  schema: z.looseObject({}).openapi('OpsgenieWebhook'),
  example: { host: 'db1', chart: 'system.cpu', name: '10min_cpu_usage', status: 'CRITICAL', old_status: 'CLEAR' },
  answer: opsgenieTaken,
  failure: opsgenieFailure,
  statuses: { accepted: 200, refused: REFUSED },
  // The scripts for Nagios and Icinga have it in the body.
  keyOf: (request) => opsgenieKeyOf(request) ?? textOf(request.body.apiKey),
  translate,
  takes: () => false,
  vendor: { ...opsgenie, accepted: () => startAnswer()(200, { result: 'Request will be processed' }) },
};

function translate({ body, param }: InboundHttp, integration: Parameters<Door['translate']>[1]): Translation {
  const known = eventOfNetdata(body) ?? eventOfNagios(body) ?? eventOfZabbixTrigger(body);
  if (known) return { events: [known] };
  if (Array.isArray(body.alerts)) return { events: eventsOfGroup(body, integration, param('tool') ?? 'Alertmanager') };
  return eventsOfMapping(body, undefined);
}
