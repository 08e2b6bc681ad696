/** The two routers behind one: whatever is asked finds the same handlers as in the one that has them all. */
import type { Router } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';
import { describe, expect, it } from 'vitest';
import { createRouter } from '../../src/http/router.ts';

const ROUTES: [string, string][] = [
  ['ALL', '*'],
  ['ALL', '/*'],
  ['ALL', '/v1/*'],
  ['ALL', '/v1/services/*'],
  ['GET', '/v1/services'],
  ['GET', '/v1/services/:id'],
  ['POST', '/v1/services/:id/alert'],
  ['GET', '/v1/incidents/:id'],
  ['GET', '/v2/alerts/:identifier{.+}/notes'],
  ['ALL', '/v2/alerts/:rest{.+}'],
  ['ALL', '/services/*'],
];

const ASKED: [string, string][] = [
  ['GET', '/v1/services'],
  ['GET', '/v1/services/api'],
  ['POST', '/v1/services/api/alert'],
  ['POST', '/v1/services/api/nothing'],
  ['GET', '/v1/servicesandmore'],
  ['GET', '/v1/incidents/api-1'],
  ['GET', '/v2/alerts/a/b/notes'],
  ['GET', '/services/api'],
  ['GET', '/'],
];

function found(router: Router<string>, [method, path]: [string, string]) {
  const [handlers, stash] = router.match(method, path);
  return handlers.map(([handler, params]) => [
    handler,
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? stash?.[value] : value]),
    ),
  ]);
}

describe('the router', () => {
  it.each(ASKED)('has for %s %s what a router of all paths has', (...asked) => {
    const both = [createRouter<string>(), new TrieRouter<string>()];
    for (const router of both) for (const [method, path] of ROUTES) router.add(method, path, `${method} ${path}`);
    const [ours, all] = both.map((router) => found(router, asked));
    expect(ours).toEqual(all);
    expect(ours).not.toEqual([]);
  });
});
