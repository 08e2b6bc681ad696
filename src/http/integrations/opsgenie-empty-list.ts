/** A door to what Opsgenie keeps of an alert and the pager does not: an empty list, of an alert that there is. */
import { z } from '@hono/zod-openapi';
import type { OpsgenieAlerts } from '../../pager/opsgenie-types.ts';
import type { Door } from './door.ts';
import { invalid, missingAlert, notFound, opsgenieData, startAnswer } from './opsgenie-answers.ts';
import { readRef } from './opsgenie-body.ts';
import { type OpsgenieDoor, opsgenieDoor } from './opsgenie-door.ts';

/** @param summary why it is empty */
export const emptyListDoor = (alerts: OpsgenieAlerts, path: OpsgenieDoor['path'], summary: string): Door =>
  opsgenieDoor({
    method: 'get',
    path,
    summary,
    answer: opsgenieData(z.array(z.record(z.string(), z.unknown()))),
    async act(request, integration) {
      const answer = startAnswer();
      const ref = readRef(request);
      if ('errors' in ref) return invalid(ref.errors);
      if (!(await alerts.get(integration, ref))) return notFound(answer, missingAlert(ref));
      return { answer: answer(200, { data: [] }), outcomes: [] };
    },
  });
