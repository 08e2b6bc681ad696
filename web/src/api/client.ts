/**
 * The one way to ask the pager. Its types are those of the server's own routes, so that
 * a path, a parameter, a body or an answer that is not the server's fails the build.
 */
import { type ClientResponse, hc } from 'hono/client';
import type { ApiType } from '../../../src/http/resources.ts';
import { send } from './send.ts';

/** What a form of another site can't send along: with the cookie, the server asks for it. */
const OURS = { 'X-Pager-Console': '1' };

export const api = encoding(hc<ApiType>('/', { fetch: send, headers: OURS })).v1;

/** The body of an answer. What is no success was thrown as a `Problem` before. */
export async function answerOf<Body>(asked: Promise<ClientResponse<Body, number, 'json'>>): Promise<Body> {
  return (await asked).json();
}

/** Hono puts parameters into the path as they are: what stands in a browser's address would choose the route. */
function encoding<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      return typeof part === 'function' ? encoding(part) : part;
    },
    apply(target, self, [asked, ...options]) {
      // Each part of Hono's client can be called, though only those with a $ are typed so.
      return Reflect.apply(target as Client & CallableFunction, self, [encoded(asked), ...options]);
    },
  });
}

function encoded(asked: { param?: Record<string, string> } | undefined): object | undefined {
  if (!asked?.param) return asked;
  const param = Object.entries(asked.param).map(([name, value]) => [name, encodeURIComponent(value)]);
  return { ...asked, param: Object.fromEntries(param) };
}
