/** An integration that a test sets up, and the waits for what is written of it later. */
import { expect } from 'vitest';
import type { TestPager } from './http.ts';
import { until } from './until.ts';

export interface GivenIntegration {
  id: string;
  key: string;
  url: string;
}

export async function givenIntegration(pager: TestPager, fields: object): Promise<GivenIntegration> {
  const { status, json } = await pager.post('/v1/integrations', { name: 'The tool', ...fields });
  expect({ status, errors: json.errors }).toEqual({ status: 201, errors: undefined });
  return { id: json.id, key: json.key, url: json.url };
}

/** The requests that were kept, newest first, once there are that many. */
export const keptRequests = (pager: TestPager, id: string, count: number) =>
  until(
    async () => {
      const { json } = await pager.get(`/v1/integrations/${id}/requests`);
      return json.items.length >= count ? json.items : null;
    },
    { what: `there never were ${count} requests of ${id}` },
  );

/** A tool with an integration and a service of its own. */
export interface Tool extends GivenIntegration {
  /** Open alerts by key. */
  service(): Promise<{ state: string; alerts: Record<string, string>; severities: Record<string, string> }>;
  texts(): Promise<string[]>;
  /** Answers with the status. */
  post(body: unknown, asked?: { headers?: Record<string, string>; method?: string; path?: string }): Promise<number>;
}

let number = 0;

export async function givenTool(pager: TestPager, type: string, settings?: object): Promise<Tool> {
  const serviceId = `${type}-${++number}`;
  await pager.given([serviceId]);
  const integration = await givenIntegration(pager, { type, serviceId, ...(settings && { settings }) });
  return {
    ...integration,
    async service() {
      const { state, incident } = (await pager.get(`/v1/services/${serviceId}`)).json;
      const alerts = (incident?.alerts ?? []) as { key: string; summary: string; severity: string }[];
      return {
        state,
        alerts: Object.fromEntries(alerts.map(({ key, summary }) => [key, summary])),
        severities: Object.fromEntries(alerts.map(({ key, severity }) => [key, severity])),
      };
    },
    async texts() {
      const { items } = (await pager.get(`/v1/services/${serviceId}/timeline`)).json;
      return items.map(({ text }: { text: string }) => text);
    },
    async post(body, { headers = {}, method = 'POST', path = `/v1/integrations/${type}/${integration.key}` } = {}) {
      return (await pager.call(method, path, { body, headers, key: null })).status;
    },
  };
}
