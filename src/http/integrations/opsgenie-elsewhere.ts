/** What of Opsgenie's API is not here is told in its words too: its clients take nothing but a JSON object. */
import type { Api } from '../operation.ts';
import { startAnswer } from './opsgenie-answers.ts';

const PLACES = [
  '/opsgenie/:rest{.+}',
  '/v2/alerts/:rest{.+}',
  '/v2/alerts',
  '/v2/heartbeats/:rest{.+}',
  '/v2/heartbeats',
];

/** Behind all doors. */
export function opsgenieElsewhere(api: Api): void {
  for (const place of PLACES) {
    api.all(place, (context) => {
      const { method, path } = context.req;
      const { body, headers } = startAnswer()(404, {
        message: `There is no ${method} ${path}: what is here stands in /openapi.json`,
      });
      return context.json(body, 404, headers);
    });
  }
}
