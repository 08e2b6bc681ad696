/**
 * Opsgenie alerts and requests as they are stored: a header that the scripts read
 * (opsgenie-scripts.ts), then JSON. What can't be read is an `UnreadableRecord`.
 */
import { UnreadableRecord } from '../runtime/record.ts';
import { type KeptAlert, storedAlert } from './opsgenie-alert.ts';
import type { RequestStatus } from './opsgenie-types.ts';

const RECORD = /^(\d+)\n(\d+)\n\d*\n[oc]\n(.*)$/s;

/** As the next revision. */
export function encodeAlert({ tinyId, revision, ...alert }: KeptAlert): string {
  const header = [revision + 1, tinyId, alert.place?.firstAt ?? '', alert.closed ? 'c' : 'o'];
  return `${header.join('\n')}\n${JSON.stringify(alert)}`;
}

/** @throws UnreadableRecord */
export function decodeAlert(record: string): KeptAlert {
  const [, revision, tinyId = '', json = ''] = RECORD.exec(record) ?? [];
  try {
    return { ...storedAlert.parse(JSON.parse(json)), tinyId, revision: Number(revision) };
  } catch (error) {
    throw new UnreadableRecord(`an Opsgenie alert: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Behind the id of its alert, which is known only when that is kept. */
export const encodeRequest = (request: RequestStatus): string => `${request.alertId}\n${JSON.stringify(request)}`;

export function decodeRequest(stored: string): RequestStatus {
  const end = stored.indexOf('\n');
  const request = JSON.parse(stored.slice(end + 1)) as RequestStatus;
  return { ...request, alertId: stored.slice(0, end) };
}
