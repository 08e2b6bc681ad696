/** The console's client, without a browser: where a call goes. What the compiler refuses stands in refused-by-the-compiler.ts. */
import { describe, expect, test } from 'vitest';
import { api } from '../../web/src/api/client.ts';

describe('the client of the console', () => {
  test.each([
    ['a plain id', 'checkout-db', '/v1/services/checkout-db/timeline'],
    ['one that looks like more of a path', 'a/../../session', '/v1/services/a%2F..%2F..%2Fsession/timeline'],
    ['one that looks like a query', 'a?force=true#b', '/v1/services/a%3Fforce%3Dtrue%23b/timeline'],
    ['one that looks like a parameter', ':id', '/v1/services/%3Aid/timeline'],
  ])('puts %s into the path, and it chooses no other route', (_, id, path) => {
    expect(api.services[':id'].timeline.$path({ param: { id } })).toBe(path);
  });

  test('puts each parameter into its own place', () => {
    const param = { machine: 'monitored-service', id: 'machine' };
    expect(api.actors[':machine'][':id'].history.$path({ param })).toBe('/v1/actors/monitored-service/machine/history');
  });

  test('leaves out of the query what is not given, and repeats what is a list', () => {
    const query = { state: ['acked', 'exhausted'] as const, service: undefined, limit: 20 };
    expect(api.incidents.$path({ query })).toBe('/v1/incidents?state=acked&state=exhausted&limit=20');
  });
});
