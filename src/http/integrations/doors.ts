/** Every door there is. */
import type { HttpDependencies } from '../dependencies.ts';
import type { Api } from '../operation.ts';
import { alertmanagerWebhook } from './alertmanager.ts';
import type { Door } from './door.ts';
import { goalertGeneric } from './goalert.ts';
import { grafanaWebhook } from './grafana.ts';
import { heartbeatDoor } from './heartbeat.ts';
import { type DoorDependencies, mountDoor, refuseOtherMethods } from './mount-door.ts';
import { opsgenieDoors } from './opsgenie.ts';
import { opsgenieElsewhere } from './opsgenie-elsewhere.ts';
import { opsgenieWebhooks } from './opsgenie-webhooks.ts';
import { pagerdutyEventsV1 } from './pagerduty-v1.ts';
import { pagerdutyAlertEvents, pagerdutyChangeEvents } from './pagerduty-v2.ts';
import { prometheusAlerts } from './prometheus.ts';
import { uptimeKumaWebhook } from './uptime-kuma.ts';
import { genericWebhook } from './webhook.ts';
import { zabbixWebhook } from './zabbix.ts';

export const DOORS: Door[] = [
  pagerdutyAlertEvents,
  pagerdutyChangeEvents,
  pagerdutyEventsV1,
  alertmanagerWebhook,
  prometheusAlerts,
  grafanaWebhook,
  uptimeKumaWebhook,
  zabbixWebhook,
  goalertGeneric,
  genericWebhook,
  heartbeatDoor,
  opsgenieWebhooks,
];

export function integrationDoors(api: Api, deps: DoorDependencies & Pick<HttpDependencies, 'publicUrl'>): void {
  for (const door of [...DOORS, ...opsgenieDoors(deps)]) mountDoor(api, door, deps);
  refuseOtherMethods(api, DOORS, deps);
  opsgenieElsewhere(api);
}
