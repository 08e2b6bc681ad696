/** Signing in and out, and the list of who is signed in. A name is asked for: it stands behind every act. */
import { z } from '@hono/zod-openapi';
import { nameSchema } from '../policy/escalation-policy.ts';
import { accessOfSession, mayDo } from './access.ts';
import { listedSessionAnswer, sessionAnswer, signInLinkAnswer } from './access-answers.ts';
import { pageOf } from './answers.ts';
import { type AccessDependencies, knownKey } from './auth.ts';
import { configuration } from './configuration-body.ts';
import type { HttpContext } from './context.ts';
import { isForeignPage } from './cross-site.ts';
import type { HttpDependencies } from './dependencies.ts';
import { deviceWords } from './device-words.ts';
import { placeOf } from './limits-place.ts';
import { type Api, mount } from './operation.ts';
import { problem } from './problem.ts';
import { addressOf, isSafeWay } from './request-way.ts';
import { dropSessionCookie, setSessionCookie } from './session-cookie.ts';
import { createSignInTries } from './sign-in-tries.ts';
import { wireAccess, wireSession } from './wire-access.ts';

const tag = 'Access';
const secret = z.string().min(1).max(1_000);
const way = z
  .strictObject({ name: nameSchema.optional(), key: secret.optional(), token: secret.optional() })
  .refine(({ key, token }) => (key === undefined) !== (token === undefined), {
    message: 'expected either a key or the token of a link',
    path: ['key'],
  });
const documentedWay = z
  .strictObject({ name: z.string().optional(), key: z.string().optional(), token: z.string().optional() })
  .openapi('SignIn', { description: 'With a key, or with the token of a link, which may bring the name' });

type Tries = ReturnType<typeof createSignInTries>;

export function sessions(api: Api, deps: HttpDependencies) {
  const tries = createSignInTries();
  return [
    signIn(api, deps, tries),
    renewAdmin(api, deps, tries),
    readSession(api),
    signOut(api, deps),
    listSessions(api, deps),
    endSession(api, deps),
    makeSignInLink(api, deps),
  ];
}

function signIn(api: Api, deps: HttpDependencies, tries: Tries) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/session',
      tag,
      summary: 'Sign in, by a key or by a link',
      description: 'The session comes as a cookie. Tries that fail are answered slower and slower.',
      scope: 'open',
      body: configuration(way, { documented: documentedWay, example: { name: 'Ana', key: 'pager_…' } }),
      answers: { 201: { description: 'The session', schema: sessionAnswer, headers: { 'Set-Cookie': 'Its cookie' } } },
      refuses: ['cross_site', 'forbidden'],
    },
    async (context, { body }) => {
      if (isForeignPage(context, deps.publicUrl))
        return problem(context, 'cross_site', 'only pages of the pager sign in');
      if (body.key !== undefined && !isSafeWay(context)) return problem(context, 'forbidden', IN_THE_CLEAR);
      const opened = await tries.turn(placeOfCaller(context), () =>
        openSession(deps, body, deviceWords(context.req.header('user-agent'))),
      );
      if (opened === null) return problem(context, 'unauthorized', WRONG[body.key === undefined ? 'token' : 'key']);
      if (opened === 'busy') return problem(context, 'too_many_requests', 'too many tries wait already; try again');
      if (opened === 'no_name') return nameMissing(context);
      if (opened === 'ingest') return problem(context, 'forbidden', 'a key of the scope ingest opens no session');
      setSessionCookie(context, opened.token);
      return context.json(wireAccess(accessOfSession(opened.session)), 201);
    },
  );
}

const IN_THE_CLEAR =
  'a key is taken over TLS or on this machine only, since anybody on the way could read it; use the link that the pager prints';
const WRONG = {
  key: 'the key is none of ours',
  token: 'this link was used already, or is over 15 minutes old: each start of the pager prints a new one',
};

async function openSession(
  deps: AccessDependencies,
  { name, key, token }: z.output<typeof way>,
  device: string | null,
) {
  const { sessions: store } = deps.pager;
  if (token !== undefined) {
    const opened = await store.openByLink(token, name ?? null, device);
    return opened === 'unknown' ? null : opened;
  }
  const known = knownKey(deps, key?.trim() ?? '');
  if (!known) return null;
  if (known.scope === 'ingest') return 'ingest' as const;
  return name === undefined ? ('no_name' as const) : await store.open(name, known, device);
}

function renewAdmin(api: Api, deps: HttpDependencies, tries: Tries) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/session/admin',
      tag,
      summary: 'Administer for another 12 hours, by giving the key again',
      scope: 'respond',
      body: configuration(z.strictObject({ key: secret }), {
        documented: z.strictObject({ key: z.string() }).openapi('AdminKey'),
        example: { key: 'pager_…' },
      }),
      answers: { 200: { description: 'The session', schema: sessionAnswer } },
      refuses: ['forbidden', 'not_found', 'cross_site'],
    },
    async (context, { body }) => {
      const session = context.get('access')?.session;
      if (!session) return problem(context, 'not_found', 'no session asks: a key has its scope');
      const key = await tries.turn(placeOfCaller(context), async () => knownKey(deps, body.key.trim()));
      if (key === 'busy') return problem(context, 'too_many_requests', 'too many tries wait already; try again');
      // Not 401: that would say that the session has ended.
      if (key?.scope !== 'admin') return problem(context, 'forbidden', 'this is no key of an administrator');
      const renewed = await deps.pager.sessions.renewAdmin(session.id, key);
      if (!renewed) return problem(context, 'unauthorized', 'the session has ended: sign in again');
      return context.json(wireAccess(accessOfSession(renewed)));
    },
  );
}

function readSession(api: Api) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/session',
      tag,
      summary: 'Who asks, and what they may',
      scope: 'ingest',
      answers: { 200: { description: 'The session, or the key', schema: sessionAnswer } },
    },
    (context) => {
      const access = context.get('access');
      return access ? context.json(wireAccess(access)) : problem(context, 'unauthorized', 'nobody is signed in');
    },
  );
}

function signOut(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'delete',
      path: '/v1/session',
      tag,
      summary: 'Sign out',
      scope: 'respond',
      answers: { 204: { description: 'Signed out' } },
      refuses: ['cross_site', 'forbidden'],
    },
    async (context) => {
      const session = context.get('access')?.session;
      if (session) await pager.sessions.end(session.id);
      dropSessionCookie(context);
      return context.body(null, 204);
    },
  );
}

function listSessions(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/sessions',
      tag,
      summary: 'Who is signed in',
      answers: {
        200: { description: 'All of them, by when they were last seen', schema: pageOf(listedSessionAnswer) },
      },
    },
    async (context) => {
      const current = context.get('access')?.session?.id ?? null;
      const items = (await pager.sessions.list()).map((session) => wireSession(session, current));
      return context.json({ items, nextCursor: null });
    },
  );
}

function endSession(api: Api, { pager }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'delete',
      path: '/v1/sessions/{id}',
      tag,
      summary: 'End a session',
      description: 'One’s own, or as an administrator any. Every node knows within a second.',
      scope: 'respond',
      answers: { 204: { description: 'Ended' } },
      refuses: ['not_found', 'forbidden', 'cross_site'],
    },
    async (context) => {
      const id = context.req.param('id') ?? '';
      const access = context.get('access');
      if (access && access.session?.id !== id && !mayDo(access, 'admin')) {
        return problem(context, 'forbidden', 'ending the session of somebody else needs the scope admin');
      }
      const ended = await pager.sessions.end(id);
      return ended ? context.body(null, 204) : problem(context, 'not_found', `there is no session "${id}"`);
    },
  );
}

function makeSignInLink(api: Api, { pager, publicUrl }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'post',
      path: '/v1/sign-in-links',
      tag,
      summary: 'A link that signs in once, on another device',
      description: 'Good for 15 minutes, with the name and the rights of whoever asks for it.',
      scope: 'respond',
      answers: { 201: { description: 'The link', schema: signInLinkAnswer } },
      refuses: ['cross_site', 'forbidden'],
    },
    async (context) => {
      const access = context.get('access');
      const maker = access?.session ?? access?.key;
      if (!maker) return problem(context, 'unauthorized', 'nobody is signed in');
      const { token, expiresAt } = await pager.sessions.makeLink(maker);
      const name = access?.session ? `&name=${encodeURIComponent(access.session.name)}` : '';
      const url = `${publicUrl}/sign-in#token=${token}${name}`;
      return context.json({ url, expiresAt: new Date(expiresAt).toISOString() }, 201);
    },
  );
}

const nameMissing = (context: HttpContext) =>
  problem(context, 'invalid', 'name: it is missing', {
    errors: [{ pointer: '/name', message: 'expected a name: it stands behind everything you do' }],
  });

const placeOfCaller = (context: HttpContext) => placeOf(addressOf(context));
