/** An alert that goes the whole way and is marked: "TEST" first in every message, and kept out of figures. */
import { request } from './request.ts';
import type { EventAnswer } from './types.ts';

export const sendTestAlert = (serviceId: string): Promise<EventAnswer> =>
  request('POST', `/v1/services/${encodeURIComponent(serviceId)}/test-alert`);
