/**
 * An operation of the API: its address, what it takes and answers, and its handler.
 * From one description come the route, the checks in front of it, and its part of
 * /openapi.json, so that they can't differ.
 */
import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import type { Scope } from '../pager/access-types.ts';
import { idSchema } from '../policy/escalation-policy.ts';
import { forbidden } from './access.ts';
import type { HttpContext, HttpEnv } from './context.ts';
import { type ProblemCode, RETRY_AFTER_SECONDS, STATUS_OF } from './problem.ts';
import { problemAnswer } from './problem-answer.ts';
import { readQuery } from './query.ts';

export type Api = OpenAPIHono<HttpEnv>;

/** How a body is read, and how the contract describes it: what a client may send is the schema's input. */
export interface BodyReader<Body, Described extends z.ZodType = z.ZodType> {
  schema: Described;
  example: unknown;
  required: boolean;
  /** The body, or the answer that refuses it. */
  read(context: HttpContext): Promise<{ body: Body } | Response>;
  refuses: ProblemCode[];
}

interface Answer {
  description: string;
  schema?: z.ZodType;
  headers?: Record<string, string>;
}

type Method = 'get' | 'put' | 'post' | 'delete';
type Path = `/v1/${string}`;
type Answers = Record<number, Answer>;

/** @template Described how the contract describes the body, which the handler gets as `Body` */
export interface Operation<
  At extends Path,
  By extends Method,
  Query extends z.ZodType,
  Body,
  Described extends z.ZodType,
  Header extends string,
  Answered extends Answers,
> {
  method: By;
  /** With parameters in braces, as OpenAPI writes them. */
  path: At;
  tag: string;
  summary: string;
  description?: string;
  /** What the key or session must be allowed to do. Unless given `respond` for GET, else `admin`; 'open': nobody is asked. */
  scope?: Scope | 'open';
  /** A strict object of its parameters; 'ignored' on events, which are not refused for one. */
  query?: Query | 'ignored';
  body?: BodyReader<Body, Described>;
  /** Request headers that it heeds, with what they do. */
  headers?: Record<Header, string>;
  answers: Answered;
  /** Beyond what every operation and its body may refuse. */
  refuses?: ProblemCode[];
}

export type AnyOperation = Operation<Path, Method, z.ZodType, unknown, z.ZodType, string, Answers>;

const ALWAYS: ProblemCode[] = [
  'unauthorized',
  'too_many_requests',
  'internal',
  'store_unavailable',
  'outcome_unknown',
  'not_replicated',
];
const NO_PARAMETERS = z.strictObject({});

/** @returns the operation itself, with its types: src/http/api-type.ts makes the client's out of them */
export function mount<
  const At extends Path,
  const By extends Method,
  Answered extends Answers,
  Query extends z.ZodType = typeof NO_PARAMETERS,
  Body = undefined,
  Described extends z.ZodType = never,
  Header extends string = never,
>(
  api: Api,
  operation: Operation<At, By, Query, Body, Described, Header, Answered>,
  handle: (context: HttpContext, input: { query: z.output<Query>; body: Body }) => Response | Promise<Response>,
): typeof operation {
  api.openAPIRegistry.registerPath(describe(operation));
  const query = queryReader(operation);
  const { body } = operation;
  const scope = scopeOf(operation);
  api.on([operation.method], operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
    const refused = scope === 'open' ? null : forbidden(context, scope);
    if (refused) return refused;
    const readQuery = query(context);
    if (readQuery instanceof Response) return readQuery;
    const readBody = body && (await body.read(context));
    if (readBody instanceof Response) return readBody;
    // An operation without a body has `undefined` for its type.
    return await handle(context, { body: readBody?.body as Body, ...readQuery });
  });
  return operation;
}

type Scoped = { scope?: Scope | 'open'; method: string };
const scopeOf = ({ scope, method }: Scoped): Scope | 'open' => scope ?? (method === 'get' ? 'respond' : 'admin');

function queryReader<Query extends z.ZodType>({
  query,
}: {
  query?: Query | 'ignored';
}): (context: HttpContext) => { query: z.output<Query> } | Response {
  // Without a schema its type is that of no parameters, which is an empty object.
  if (query === 'ignored') return () => ({ query: {} as z.output<Query> });
  const schema = query ?? NO_PARAMETERS;
  return (context) => readQuery(context, schema as z.ZodType<z.output<Query>>);
}

function describe(operation: AnyOperation): RouteConfig {
  const { method, path, tag, summary, description, query, body, headers } = operation;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return {
    method,
    path,
    tags: [tag],
    summary,
    operationId: `${method}${path.slice('/v1'.length).replaceAll(/[^a-z]+(.|$)/gi, (_, next: string) => next.toUpperCase())}`,
    ...(description !== undefined && { description }),
    ...(scopeOf(operation) === 'open' && { security: [] }),
    'x-scope': scopeOf(operation),
    request: {
      ...(names.length > 0 && { params: z.object(Object.fromEntries(names.map((name) => [name, paramOf(path)]))) }),
      ...(query instanceof z.ZodObject && { query: query.partial() }),
      ...(headers && { headers: headerSchema(headers) }),
      ...(body && {
        body: {
          required: body.required,
          content: { 'application/json': { schema: body.schema, example: body.example } },
        },
      }),
    },
    responses: { ...answersOf(operation), ...problemsOf(operation) },
  };
}

/** Services, policies and heartbeats have ids that people choose; the others are ours. */
function paramOf(path: string): z.ZodType {
  return /^\/v1\/(services|escalation-policies|heartbeats)\//.test(path) ? idSchema : z.string();
}

const headerSchema = (headers: Record<string, string>) =>
  z.object(
    Object.fromEntries(
      Object.entries(headers).map(([name, description]) => [
        name,
        z
          .string()
          .optional()
          .openapi({ param: { name, in: 'header', description } }),
      ]),
    ),
  );

function answersOf({ answers }: AnyOperation): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, headers }]) => [
      status,
      {
        description,
        ...(headers && {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
          ),
        }),
        ...(schema && { content: { 'application/json': { schema } } }),
      },
    ]),
  );
}

function problemsOf(operation: AnyOperation): RouteConfig['responses'] {
  const { query, body, refuses = [] } = operation;
  const ofQuery: ProblemCode[] = query === 'ignored' ? [] : ['bad_parameter', 'unknown_query_parameter'];
  const codes = new Set<ProblemCode>([
    ...ALWAYS,
    ...accessProblemsOf(operation),
    ...ofQuery,
    ...(body?.refuses ?? []),
    ...refuses,
  ]);
  const statuses = [...new Set([...codes].map((code) => STATUS_OF[code]))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [status, problemOf([...codes].filter((code) => STATUS_OF[code] === status))]),
  );
}

function accessProblemsOf(operation: Scoped): ProblemCode[] {
  const needed = scopeOf(operation);
  if (needed === 'open') return [];
  return [
    'forbidden',
    ...(needed === 'admin' ? (['key_needed'] as const) : []),
    ...(operation.method === 'get' ? [] : (['cross_site'] as const)),
  ];
}

function problemOf(codes: ProblemCode[]): RouteConfig['responses'][string] {
  const passes = codes.some((code) => RETRY_AFTER_SECONDS[code] !== undefined);
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    ...(passes && {
      headers: { 'Retry-After': { description: 'Seconds after which to try again', schema: { type: 'integer' } } },
    }),
    content: { 'application/problem+json': { schema: problemAnswer } },
  };
}
