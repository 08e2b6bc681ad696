/**
 * The attachments of Opsgenie's alerts. The pager keeps no files: that one came, its
 * name and its size are told in the timeline and with the alert, and its sender goes on
 * as it would there. So there is none to list, to read or to take away.
 */
import { z } from '@hono/zod-openapi';
import type { OpsgenieAlerts } from '../../pager/opsgenie-types.ts';
import { textOf } from './body-fields.ts';
import type { Door } from './door.ts';
import { invalid, missingAlert, notFound, opsgenieDone, startAnswer, toActed } from './opsgenie-answers.ts';
import { personOf, readRef } from './opsgenie-body.ts';
import { opsgenieDoor } from './opsgenie-door.ts';
import { emptyListDoor } from './opsgenie-empty-list.ts';

const PATH = '/v2/alerts/{identifier}/attachments';

export const attachmentDoors = (alerts: OpsgenieAlerts): Door[] => [
  attachDoor(alerts),
  emptyListDoor(alerts, PATH, 'Empty: files are not kept here'),
  ...(['get', 'delete'] as const).map((method) => oneDoor(method)),
];

const attachDoor = (alerts: OpsgenieAlerts): Door =>
  opsgenieDoor({
    method: 'post',
    path: PATH,
    summary: 'Attach a file: told in the timeline, the file itself is not kept',
    schema: z.looseObject({ file: z.string(), user: z.string().optional(), indexFile: z.string().optional() }),
    example: { file: '(a form’s field with the file)', user: 'ana@example.com' },
    answer: opsgenieDone,
    status: 201,
    async act(request, integration) {
      const answer = startAnswer();
      const ref = readRef(request);
      const file = textOf(request.body.file);
      if ('errors' in ref || file === null) {
        return invalid({ ...('errors' in ref && ref.errors), ...(file === null && { file: 'can not be empty' }) });
      }
      const { by } = personOf(request.body);
      const note = `An attachment came, and is not kept here: ${file}`;
      const taken = await alerts.act(integration, ref, { type: 'addNote', by, note });
      if ('refused' in taken) return toActed(answer, taken);
      if (!taken.request.success) return notFound(answer, missingAlert(ref));
      const { requestId } = taken.request;
      const result = 'Attachment was noted: files are not kept here';
      return { answer: answer(201, { result, data: { id: requestId }, requestId }), outcomes: taken.outcomes };
    },
  });

const oneDoor = (method: 'get' | 'delete'): Door =>
  opsgenieDoor({
    method,
    path: `${PATH}/{attachmentId}`,
    summary: 'Not found, whichever it is: files are not kept here',
    answer: opsgenieDone,
    isReading: true,
    act: ({ param }) =>
      Promise.resolve(
        notFound(
          startAnswer(),
          `Attachment with id [${param('attachmentId')}] could not be found: files are not kept here`,
        ),
      ),
  });
