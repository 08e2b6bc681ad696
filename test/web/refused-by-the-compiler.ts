/**
 * Calls that no route of the server answers. Never run: the type check is the test.
 * Where the compiler finds nothing wrong behind such a mark, the mark is the error, so
 * routes that lose their types, and with them the console's check, fail it here.
 */
import { answerOf, api } from '../../web/src/api/client.ts';

const service = api.services[':id'];
const param = { id: 'checkout-db' };
const plan = { name: 'Checkout DB', escalationPolicyId: 'backend' };

export function paths() {
  // @ts-expect-error no route has that path
  api.service.$get();
  // @ts-expect-error nor that one below a path that there is
  api.incidents[':id'].acknowledge.$post({ param, json: {} });
  // @ts-expect-error there is that path, and not that method on it
  api.overview.$post();
  // @ts-expect-error a parameter of the path is missing
  service.$get();
  // @ts-expect-error it has another name
  service.$get({ param: { name: 'checkout-db' } });
}

export function queries() {
  // @ts-expect-error an unknown parameter
  api.incidents.$get({ query: { status: 'acked' } });
  // @ts-expect-error a value that it does not have
  api.incidents.$get({ query: { state: ['open'] } });
  // @ts-expect-error a value of another type
  api.incidents.$get({ query: { limit: true } });
  // @ts-expect-error a route without parameters
  api.overview.$get({ query: { limit: 1 } });
}

export function bodies() {
  // @ts-expect-error there must be one
  service.$put({ param });
  // @ts-expect-error without the policy that must be there
  service.$put({ param, json: { name: 'Checkout DB' } });
  // @ts-expect-error an unknown field
  service.$put({ param, json: { ...plan, colour: 'red' } });
  // @ts-expect-error a field of another type
  service.$put({ param, json: { ...plan, renotifyOnNewKey: 'yes' } });
  // @ts-expect-error an unknown field of an event, whose route would pass over it
  api.incidents[':id'].ack.$post({ param, json: { reason: 'looking at it' } });
  // @ts-expect-error a note without its text
  api.incidents[':id'].notes.$post({ param, json: {} });
  // @ts-expect-error a header that the route does not heed
  service.$get({ param, header: { 'If-Match': '"1"' } });
}

export async function answers() {
  const { items } = await answerOf(api.incidents.$get());
  // @ts-expect-error a field that it does not have
  items[0]?.severity;
  // @ts-expect-error a field of another type
  const id: number | undefined = items[0]?.id;
  // @ts-expect-error an answer without a body
  await answerOf(service.$delete({ param }));
  return id;
}
