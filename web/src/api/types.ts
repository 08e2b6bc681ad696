/** What the API answers, as the pages use it: types of the server's own schemas, so that a changed answer fails the build. */
import type { z } from 'zod';
import type {
  channelAnswer,
  eventAnswer,
  incidentAnswer,
  listedIncidentAnswer,
  notificationAnswer,
  outboxAnswer,
  overviewAnswer,
  policyAnswer,
  refusedAnswer,
  serviceAnswer,
  timelineAnswer,
  timerAnswer,
} from '../../../src/http/answers.ts';

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

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
