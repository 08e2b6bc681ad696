/**
 * What every door does: finds the integration whose key was presented, sends what the
 * request means, answers in the vendor's words, counts it and keeps it. Every answer is
 * a JSON object, whatever happens: there are clients that end themselves over anything
 * else. What was refused is told apart by what the sender can do about it.
 */
import type { MiddlewareHandler } from 'hono';
import type { InboundOutcome, KnownIntegration } from '../../pager/integration-types.ts';
import { PagerFailure } from '../../pager/refusal.ts';
import { limitBodyWith, MAX_BODY_BYTES } from '../body-limit.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { chargeEvents, chargeKey } from '../limits.ts';
import type { Api } from '../operation.ts';
import { type ProblemCode, RETRY_AFTER_SECONDS } from '../problem.ts';
import type { KeepRefusal } from '../refusals.ts';
import type { Acted, Door, DoorRefusal, DoorRefusalKind, VendorAnswer } from './door.ts';
import { describeDoor } from './door-contract.ts';
import { type InboundHttp, readInbound } from './inbound.ts';
import { toInbound } from './translation.ts';

export type DoorDependencies = Pick<HttpDependencies, 'pager' | 'metrics' | 'log'> & {
  keepRefusal: KeepRefusal;
  /** Turns away whoever is too loud. */
  limit: MiddlewareHandler<HttpEnv>;
};

export function mountDoor(api: Api, door: Door, deps: DoorDependencies): void {
  describeDoor(api, door);
  const tooLarge = (context: HttpContext) =>
    refuse(context, door, deps, {
      code: 'too_large',
      messages: [`expected a body of at most ${MAX_BODY_BYTES} bytes`],
    });
  for (const path of door.paths) {
    api.on(
      door.methods,
      routeOf(path, door.mayHoldSlashes),
      turnAway(door, deps),
      limitBodyWith(tooLarge),
      async (context) => await enter(context, door, deps),
    );
  }
}

const routeOf = (path: string, mayHoldSlashes: string[] = []): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (mayHoldSlashes.includes(name) ? `:${name}{.+}` : `:${name}`));

/** At an address of doors, every method that none of them takes. */
export function refuseOtherMethods(api: Api, doors: Door[], deps: DoorDependencies): void {
  for (const path of new Set(doors.flatMap(({ paths }) => paths))) {
    const those = doors.filter(({ paths }) => paths.includes(path));
    const allowed = those.flatMap(({ methods }) => methods.map((method) => method.toUpperCase()));
    const messages = [`expected ${allowed.join(' or ')}`];
    const [door] = those;
    if (!door) continue;
    api.all(routeOf(path), (context) => {
      const answer = refuse(context, door, deps, { code: 'method_not_allowed', messages });
      answer.headers.set('Allow', allowed.join(', '));
      return answer;
    });
  }
}

/** In the vendor's words: not every client comes again after a 429. */
function turnAway(door: Door, deps: DoorDependencies): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const turnedAway = await deps.limit(context, next);
    if (!turnedAway) return;
    return refuse(context, door, deps, tooLoud(context, turnedAway));
  };
}

/** What is wrong, as far as a door knows; when to come again, where that is not the code's own time. */
interface Wrong {
  code: ProblemCode;
  messages: string[];
  retryAfterSeconds?: number;
}

/** As whoever turned it away has said. */
const tooLoud = (context: HttpContext, turnedAway: Response): Wrong => ({
  code: 'too_many_requests',
  messages: [context.get('refusal')?.detail ?? 'too many requests; send it again'],
  retryAfterSeconds: Number(turnedAway.headers.get('Retry-After')),
});

async function enter(context: HttpContext, door: Door, deps: DoorDependencies): Promise<Response> {
  let passed: Passed = { bytes: new Uint8Array() };
  try {
    const request = await readInbound(context, door.listAs);
    passed = { bytes: request.bytes };
    const key = door.keyOf(request)?.trim() || null;
    const integration = key === null ? null : await deps.pager.integrations.find(door.type, key);
    if (integration) {
      passed = { ...passed, key, integration };
      context.set('keyName', integration.name);
    }
    const turnedAway = chargeKey(context, integration && `integration ${integration.id}`);
    if (turnedAway) return refuse(context, door, deps, tooLoud(context, turnedAway), passed);
    if (request.unreadable !== null && !door.anyBody) {
      return refuse(context, door, deps, { code: 'bad_json', messages: [request.unreadable] }, passed);
    }
    if (!integration) return refuse(context, door, deps, unknownKey(door, key));
    return await pass(context, request, integration, { door, deps, passed });
  } catch (error) {
    return refuse(context, door, deps, failureOf(error, context, deps), passed);
  }
}

/** As far as a request came. */
interface Passed {
  bytes: Uint8Array;
  key?: string | null;
  integration?: KnownIntegration;
  outcomes?: InboundOutcome[];
}

async function pass(
  context: HttpContext,
  request: InboundHttp,
  integration: KnownIntegration,
  { door, deps, passed }: { door: Door; deps: DoorDependencies; passed: Passed },
): Promise<Response> {
  const acted = await (door.act ? door.act(request, integration) : act(context, request, integration, { door, deps }));
  if ('code' in acted)
    return refuse(context, door, deps, acted, {
      ...passed,
      outcomes: 'outcomes' in acted ? (acted.outcomes ?? []) : [],
    });
  const ended = { status: acted.answer.status, code: null, detail: null };
  if (!door.isReading) note(context, deps, { ...passed, outcomes: acted.outcomes }, ended);
  return write(context, acted.answer);
}

async function act(
  context: HttpContext,
  request: InboundHttp,
  integration: KnownIntegration,
  { door, deps }: { door: Door; deps: DoorDependencies },
): Promise<Acted | Wrong> {
  const translated = door.translate(request, integration);
  if ('invalid' in translated) return { code: 'invalid', messages: translated.invalid };
  if ('unauthorized' in translated) return { code: 'unauthorized', messages: [translated.unauthorized] };
  const { events, reply = {}, ping } = translated;
  const turnedAway = chargeEvents(context, events.length);
  if (turnedAway) return tooLoud(context, turnedAway);
  const outcomes = await deps.pager.integrations.receive(integration, events.map(toInbound));
  const refusals = outcomes.flatMap(({ answer }) => ('refused' in answer ? [answer] : []));
  const pinged = ping === undefined ? null : await deps.pager.pingHeartbeat(ping);
  if (pinged && 'refused' in pinged) refusals.push(pinged);
  // What passes by itself first: the sender comes again with all of it, and what was taken is recognised.
  const refused = refusals.find(({ refused: code }) => isPassing(code)) ?? refusals[0];
  if (refused) return { code: refused.refused, messages: [refused.detail], outcomes };
  return { answer: door.vendor.accepted(reply, outcomes), outcomes };
}

function refuse(
  context: HttpContext,
  door: Door,
  deps: DoorDependencies,
  { code, messages, retryAfterSeconds = RETRY_AFTER_SECONDS[code] }: Wrong,
  passed: Passed = { bytes: new Uint8Array() },
): Response {
  const refusal = { kind: kindOf(code), code, messages, retryAfterSeconds: retryAfterSeconds ?? null };
  const refused = door.vendor.refused(refusal, context);
  const answer = refused instanceof Response ? refused : write(context, withRetryAfter(refused, refusal));
  if (door.isReading) return answer;
  const detail = messages.join('; ');
  // While the store is away there is no place to keep it in, and the sender was told to come again.
  if (refusal.kind === 'passing' || refusal.kind === 'internal') deps.metrics.refused(code);
  else deps.keepRefusal(context, { route: door.paths[0] ?? '', serviceId: null, code, detail });
  note(context, deps, passed, { status: answer.status, code, detail });
  return answer;
}

function note(
  context: HttpContext,
  { pager }: DoorDependencies,
  { integration, bytes, key = null, outcomes = [] }: Passed,
  ended: { status: number; code: string | null; detail: string | null },
): void {
  if (!integration) return;
  const { method, url } = context.req;
  // With what stands behind the question mark: some tools say all of it there.
  const path = context.req.path + (url.includes('?') ? url.slice(url.indexOf('?')) : '');
  const userAgent = context.req.header('user-agent') ?? null;
  const contentType = context.req.header('content-type') ?? null;
  const request = { method, path, userAgent, contentType, body: bytes, secret: key, outcomes, ...ended };
  pager.integrations.record(integration.id, request);
}

const write = (context: HttpContext, { status, body, headers = {} }: VendorAnswer): Response =>
  context.newResponse(JSON.stringify(body), {
    status: status as 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  });

function withRetryAfter(answer: VendorAnswer, { retryAfterSeconds }: DoorRefusal): VendorAnswer {
  if (retryAfterSeconds === null) return answer;
  return { ...answer, headers: { ...answer.headers, 'Retry-After': String(retryAfterSeconds) } };
}

function unknownKey({ type }: Door, key: string | null): Wrong {
  const messages = [
    key === null
      ? `expected the key of an integration of type ${type}`
      : `the key is none of an integration of type ${type}`,
  ];
  return { code: 'unauthorized', messages };
}

function failureOf(error: unknown, context: HttpContext, { log }: DoorDependencies): Wrong {
  if (error instanceof PagerFailure) return { code: error.code, messages: [error.message] };
  const requestId = context.get('requestId');
  log.error({ err: error, requestId, route: 'integration' }, 'a request of an integration failed');
  return { code: 'internal', messages: [`something went wrong here; the log has it under ${requestId}`] };
}

const isPassing = (code: ProblemCode): boolean => RETRY_AFTER_SECONDS[code] !== undefined;

function kindOf(code: ProblemCode): DoorRefusalKind {
  if (isPassing(code)) return 'passing';
  switch (code) {
    case 'bad_json':
      return 'unreadable';
    case 'invalid':
      return 'invalid';
    case 'unauthorized':
      return 'unauthorized';
    case 'too_large':
      return 'too_large';
    case 'unknown_service':
    case 'not_found':
      return 'no_service';
    case 'method_not_allowed':
      return 'not_here';
    default:
      return 'internal';
  }
}
