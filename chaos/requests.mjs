/** A planned event as an HTTP request, and what an answer to it means. Pure. */

/** @import { PlannedEvent } from './types.d.mts' */

/** @typedef {{ result: string; changed: boolean; reason?: string }} Answer */
/** @typedef {{ answer: Answer } | { again: true, code?: string } | { unexpected: string }} Reading `again`: why, unless there was no whole answer */

/** @param {PlannedEvent} event */
export function requestOf({ ref, service, type, key }) {
  return { path: `/v1/services/${service}/${type}`, body: fieldsOf({ ref, type, key }), idempotencyKey: ref };
}

/** @param {PlannedEvent[]} events */
export function batchRequestOf(events) {
  const items = events.map(({ ref, service, type, key }) => ({
    service,
    type,
    id: ref,
    ...fieldsOf({ ref, type, key }),
  }));
  return { path: '/v1/events', body: { events: items } };
}

/** The event's name stands where the timeline keeps it. @param {Pick<PlannedEvent, 'ref' | 'type' | 'key'>} event */
function fieldsOf({ ref, type, key }) {
  switch (type) {
    case 'alert':
      return { summary: ref, key };
    case 'resolve':
      return { key };
    default:
      return { by: ref };
  }
}

/** @param {number} status @param {unknown} body @returns {Reading} */
export function readAnswer(status, body) {
  if (status === 200) {
    const { result, changed, reason } = /** @type {Answer} */ (body);
    return { answer: { result, changed, ...(reason !== undefined && { reason }) } };
  }
  const code = /** @type {{ code?: string } | null} */ (body)?.code ?? 'no code';
  // What passes by itself: Redis away, an outcome unknown, the first request with that key still under way.
  if (status === 503 || (status === 409 && code === 'idempotency_in_progress')) return { again: true, code };
  return { unexpected: `${status} ${code}` };
}
