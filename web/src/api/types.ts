/** What the API answers, as the pages use it: types of the server's own schemas, so that a changed answer fails the build. */
import type { InferRequestType } from 'hono/client';
import type { z } from 'zod';
import type { eventAnswer } from '../../../src/http/event-answers.ts';
import type {
  incidentAnswer,
  listedIncidentAnswer,
  timelineAnswer,
  timerAnswer,
} from '../../../src/http/incident-answers.ts';
import type { channelAnswer, notificationAnswer, outboxAnswer } from '../../../src/http/notification-answers.ts';
import type { overviewAnswer, refusedAnswer } from '../../../src/http/overview-answers.ts';
import type { policyAnswer } from '../../../src/http/policy-answers.ts';
import type { serviceAnswer } from '../../../src/http/service-answers.ts';
import type { api } from './client.ts';

export type Service = z.infer<typeof serviceAnswer>;
export type EventAnswer = z.infer<typeof eventAnswer>;
export type ListedIncident = z.infer<typeof listedIncidentAnswer>;
export type Incident = z.infer<typeof incidentAnswer>;
export type Notification = z.infer<typeof notificationAnswer>;
export type TimelineEntry = z.infer<typeof timelineAnswer>;
export type Timer = z.infer<typeof timerAnswer>;
export type Policy = z.infer<typeof policyAnswer>;
export type OutboxMessage = z.infer<typeof outboxAnswer>;
export type RefusedRequest = z.infer<typeof refusedAnswer>;
export type Channel = z.infer<typeof channelAnswer>;
export type Overview = z.infer<typeof overviewAnswer>;
export type Target = Notification['target'];
/** What a service is put with. */
export type ServiceInput = InferRequestType<(typeof api.services)[':id']['$put']>['json'];

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
