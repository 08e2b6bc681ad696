/** What the creating of an Opsgenie alert is in the pager's words: the same for one that is only tried. Pure. */
import type { InboundEvent } from './integration-types.ts';
import type { CreateAlert } from './opsgenie-types.ts';

export function opsgenieEvent(
  key: string,
  { content, summary, details, links, severity, raw }: CreateAlert,
): Extract<InboundEvent, { type: 'alert' }> {
  return {
    type: 'alert',
    key,
    summary,
    severity,
    ...(details !== undefined && { details }),
    ...(links.length > 0 && { links }),
    labels: content.details,
    fields: raw,
  };
}
