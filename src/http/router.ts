/**
 * Which handlers a request has. Events are most of what a pager is asked, so their
 * paths are looked up in a router of their own: the one for all paths walks a tree,
 * since a vendor's identifiers may hold slashes, and takes eight times as long.
 */
import type { Result, Router } from 'hono/router';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { TrieRouter } from 'hono/router/trie-router';

const OFTEN = '/v1/services/';

export function createRouter<Handler>(): Router<Handler> {
  const often = new RegExpRouter<Handler>();
  const all = new TrieRouter<Handler>();
  return {
    name: 'by path',
    add(method, path, handler) {
      all.add(method, path, handler);
      if (mayMeetOften(path)) often.add(method, path, handler);
    },
    match: (method, path): Result<Handler> => (path.startsWith(OFTEN) ? often : all).match(method, path),
  };
}

/** As far as it is written out, the route's path and the prefix are the same. */
function mayMeetOften(path: string): boolean {
  const fixed = path.slice(0, path.search(/[:*]|$/));
  return OFTEN.startsWith(fixed) || fixed.startsWith(OFTEN);
}
