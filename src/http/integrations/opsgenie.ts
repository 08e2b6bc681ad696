/** All doors of Opsgenie's API: alerts and heartbeats, at the host's root and under `/opsgenie`. */
import type { HttpDependencies } from '../dependencies.ts';
import type { Door } from './door.ts';
import { actDoors } from './opsgenie-act-doors.ts';
import { alertDoors, oneAlertDoors } from './opsgenie-alert-doors.ts';
import { attachmentDoors } from './opsgenie-attachment-doors.ts';
import { heartbeatDoors } from './opsgenie-heartbeat-doors.ts';
import { savedSearchDoors } from './opsgenie-saved-search-doors.ts';

export function opsgenieDoors({ pager, publicUrl }: Pick<HttpDependencies, 'pager' | 'publicUrl'>): Door[] {
  return [
    ...savedSearchDoors(),
    ...alertDoors(pager.opsgenie, publicUrl),
    // Before those of an alert, whose alias may hold slashes.
    ...attachmentDoors(pager.opsgenie),
    ...actDoors(pager.opsgenie),
    ...oneAlertDoors(pager.opsgenie, publicUrl),
    ...heartbeatDoors(pager),
  ];
}
