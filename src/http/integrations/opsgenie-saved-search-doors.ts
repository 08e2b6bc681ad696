/**
 * Opsgenie's saved searches: there are none here, and that is answered as it is. A
 * client that makes one would look things up by it later, so it is told at once.
 */
import { z } from '@hono/zod-openapi';
import type { Door } from './door.ts';
import { notFound, opsgenieData, opsgenieDone, startAnswer } from './opsgenie-answers.ts';
import { opsgenieDoor } from './opsgenie-door.ts';

const PATH = '/v2/alerts/saved-searches';
const INSTEAD = 'There are no saved searches here: send the query itself, as `query` of GET /v2/alerts';

export const savedSearchDoors = (): Door[] => [
  opsgenieDoor({
    method: 'get',
    path: PATH,
    summary: 'Empty: there are no saved searches here',
    answer: opsgenieData(z.array(z.record(z.string(), z.unknown()))),
    act: () => Promise.resolve({ answer: startAnswer()(200, { data: [] }), outcomes: [] }),
  }),
  opsgenieDoor({
    method: 'post',
    path: PATH,
    summary: 'Refused: there are no saved searches here',
    schema: z.looseObject({ name: z.string(), query: z.string() }),
    example: { name: 'Open', query: 'status: open' },
    answer: opsgenieDone,
    act: () => Promise.resolve({ code: 'not_found', messages: [INSTEAD] }),
  }),
  ...(['get', 'patch', 'delete'] as const).map((method) =>
    opsgenieDoor({
      method,
      path: `${PATH}/{search}`,
      summary: 'Not found: there are no saved searches here',
      answer: opsgenieDone,
      isReading: true,
      act: () => Promise.resolve(notFound(startAnswer(), INSTEAD)),
    }),
  ),
];
