/** A subscription as a form has it, and back. Pure. */
import type { Webhook, WebhookEvent, WebhookInput } from './webhook-queries.ts';
import { EVENTS } from './webhook-words.ts';

export interface WebhookForm {
  url: string;
  description: string;
  /** Else all, those that a later release adds as well. */
  onlySomeEvents: boolean;
  events: WebhookEvent[];
  onlySomeServices: boolean;
  services: string[];
}

export const NEW_WEBHOOK: WebhookForm = {
  url: '',
  description: '',
  onlySomeEvents: false,
  events: ['incident.opened', 'incident.closed'],
  onlySomeServices: false,
  services: [],
};

export function toForm({ url, description, events, services }: Webhook): WebhookForm {
  const isAll = events.length === EVENTS.length;
  return {
    url,
    description,
    onlySomeEvents: !isAll,
    events: isAll ? NEW_WEBHOOK.events : events,
    onlySomeServices: services !== null,
    services: services ?? [],
  };
}

export const toInput = (form: WebhookForm): WebhookInput => ({
  url: form.url.trim(),
  ...(form.description.trim() !== '' && { description: form.description.trim() }),
  ...(form.onlySomeEvents && { events: EVENTS.filter((event) => form.events.includes(event)) }),
  ...(form.onlySomeServices && { services: form.services }),
});
