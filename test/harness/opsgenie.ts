/** A caller of Opsgenie's API at the pager: a service, an integration of its own, and its key in each request. */
import { nanoid } from 'nanoid';
import type { Answered, TestPager } from './http.ts';
import { givenIntegration } from './integration.ts';

export const ALIAS = 'db1-disk';

export type OpsgenieCaller = Awaited<ReturnType<typeof givenOpsgenie>>;

/** @param fields of the integration, beside its type and its service */
export async function givenOpsgenie(pager: TestPager, fields: { service?: object; integration?: object } = {}) {
  const service = `s-${nanoid(8)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x')}`;
  await pager.put(`/v1/services/${service}`, { name: 'S', escalationPolicyId: 'backend', ...fields.service });
  const { id, key } = await givenIntegration(pager, { type: 'opsgenie', serviceId: service, ...fields.integration });
  const callAt =
    (at: TestPager) =>
    (method: string, path: string, body?: unknown): Promise<Answered> =>
      at.call(method, path, { body, key: null, headers: { Authorization: `GenieKey ${key}` } });
  const call = callAt(pager);

  return {
    service,
    id,
    key,
    call,
    callAt,
    create: (said: object = {}) => call('POST', '/v2/alerts', { message: 'Disk full', alias: ALIAS, ...said }),
    act: (name: string, body: object = {}, alias = ALIAS) =>
      call('POST', `/v2/alerts/${encodeURIComponent(alias)}/${name}?identifierType=alias`, body),
    /** What became of a request. */
    requested: async ({ json }: Answered) => (await call('GET', `/v2/alerts/requests/${json.requestId}`)).json.data,
    /** The alert, undefined where none is open by that alias. */
    alert: async (alias = ALIAS) =>
      (await call('GET', `/v2/alerts/${encodeURIComponent(alias)}?identifierType=alias`)).json.data,
    alertById: async (alertId: string) => (await call('GET', `/v2/alerts/${alertId}`)).json.data,
    /** The service as the pager has it. */
    state: async () => (await pager.get(`/v1/services/${service}`)).json,
    /** Its timeline, newest first. */
    texts: async (): Promise<string[]> =>
      (await pager.get(`/v1/services/${service}/timeline`)).json.items.map(({ text }: { text: string }) => text),
    /** Who was notified about it. */
    notified: async () => {
      await pager.settled();
      return pager.sent.filter(({ message }) => message.service.id === service).map(({ person }) => person);
    },
  };
}
