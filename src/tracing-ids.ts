/**
 * The ids of an incident's trace. They follow from the incident itself, so that every
 * process, now or days later, puts its spans into the same trace under the same parent,
 * and nothing has to be kept for it. The installation's secret goes in: two of them may
 * have incidents of one name, and send to one place.
 */
import { createHmac } from 'node:crypto';

/** Bytes of a trace id and of a span id, by W3C Trace Context. */
const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

export interface TraceIds {
  /** 32 hex digits. */
  ofIncident(incidentId: string): string;
  /** 16 hex digits: the commit that notified that level. */
  ofLevel(incidentId: string, cycle: number, level: number): string;
}

export function createTraceIds(secret: Buffer): TraceIds {
  const hash = (bytes: number, ...parts: (string | number)[]) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(parts))
      .digest('hex')
      .slice(0, 2 * bytes);
  return {
    ofIncident: (incidentId) => hash(TRACE_BYTES, 'trace', incidentId),
    ofLevel: (incidentId, cycle, level) => hash(SPAN_BYTES, 'level', incidentId, cycle, level),
  };
}
