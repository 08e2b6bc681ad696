/**
 * Mounted operations as Hono's client knows routes. Types only: nothing here runs.
 * Refusals stand in no route's type: every operation may answer a problem, and a
 * client reads that in one place.
 */
import type { z } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import type { BlankEnv } from 'hono/types';
import type { SuccessStatusCode } from 'hono/utils/http-status';
import type { AnyOperation, Operation } from './operation.ts';

/** @param Mounted a union of operations, each with its own types */
export type ApiOf<Mounted extends AnyOperation> = Hono<BlankEnv, Routes<Mounted>, '/'>;

type Routes<Mounted extends AnyOperation> = {
  [At in Mounted['path'] as Colons<At>]: Methods<Extract<Mounted, { path: At }>>;
};

type Methods<AtPath extends AnyOperation> = {
  [By in AtPath['method'] as `$${By}`]: Endpoints<Extract<AtPath, { method: By }>>;
};

/** `{id}` of OpenAPI is `:id` of Hono. */
type Colons<At extends string> = At extends `${infer Before}{${infer Name}}${infer After}`
  ? `${Before}:${Name}${Colons<After>}`
  : At;

type Endpoints<Each> =
  Each extends Operation<infer At, infer _By, infer Query, infer _Body, infer Described, infer Header, infer Answered>
    ? {
        [Status in keyof Answered & SuccessStatusCode]: {
          input: Flat<PathPart<At> & QueryPart<Query> & HeaderPart<Header> & BodyPart<Described>>;
          status: Status;
        } & Answer<Answered[Status]>;
      }[keyof Answered & SuccessStatusCode]
    : never;

type Flat<Parts> = { [Name in keyof Parts]: Parts[Name] };

type Answer<Described> = Described extends { schema: infer Schema extends z.ZodType }
  ? { output: z.output<Schema>; outputFormat: 'json' }
  : { output: null; outputFormat: 'body' };

type Names<At extends string> = At extends `${string}{${infer Name}}${infer After}` ? Name | Names<After> : never;
type PathPart<At extends string> = [Names<At>] extends [never] ? unknown : { param: Record<Names<At>, string> };

/** Every parameter behind the question mark may be left out. */
type QueryPart<Query extends z.ZodType> = string extends keyof z.input<Query>
  ? { query?: undefined }
  : { query?: { [Name in keyof z.input<Query>]?: z.input<Query>[Name] | undefined } };
type HeaderPart<Header extends string> = [Header] extends [never]
  ? unknown
  : { header?: { [Name in Header]?: string | undefined } };
type BodyPart<Described extends z.ZodType> = [Described] extends [never] ? unknown : { json: Known<Described> };

/** Where anybody's unknown fields are passed over, a client that is typed is still held to those that are known. */
type Known<Described> = Described extends z.ZodObject<infer Fields> ? z.input<z.ZodObject<Fields>> : z.input<Described>;
