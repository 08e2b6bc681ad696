/**
 * The contract of a door for somebody else's tools: an address, whose key it is, what a
 * request means in the pager's words, and how the vendor would have answered. A vendor's
 * file says these and nothing else; all the rest is done once, in mount-door.ts.
 */
import type { z } from '@hono/zod-openapi';
import type { InboundOutcome, KnownIntegration } from '../../pager/integration-types.ts';
import type { IntegrationType } from '../../policy/integration.ts';
import type { HttpContext } from '../context.ts';
import type { JsonObject } from '../json-object.ts';
import type { ProblemCode } from '../problem.ts';
import type { InboundHttp } from './inbound.ts';
import type { Translation } from './translation.ts';

/** What a sender can do about it: write another request, another key, or the same again later. */
export type DoorRefusalKind =
  | 'unreadable'
  | 'invalid'
  | 'unauthorized'
  | 'too_large'
  | 'not_here'
  | 'no_service'
  | 'passing'
  | 'internal';

export interface DoorRefusal {
  kind: DoorRefusalKind;
  code: ProblemCode;
  /** One sentence each, at least one. */
  messages: string[];
  /** Of what passes by itself. */
  retryAfterSeconds: number | null;
}

export interface VendorAnswer {
  status: number;
  body: JsonObject;
  headers?: Record<string, string>;
}

export interface Vendor {
  accepted(reply: JsonObject, outcomes: InboundOutcome[]): VendorAnswer;
  refused(refusal: DoorRefusal, context: HttpContext): VendorAnswer | Response;
}

export interface Door {
  type: IntegrationType;
  methods: ('get' | 'post' | 'put' | 'patch' | 'delete')[];
  /** With parameters in braces; the first is described, the others do the same. */
  paths: `/${string}`[];
  /** Parameters of theirs that some clients write as they are, with slashes in them. */
  mayHoldSlashes?: string[];
  /** What may stand behind the question mark, with what it does: for the contract. */
  query?: Record<string, string>;
  /** It only tells, or comes by the thousand: neither counted nor kept among the tool's requests. */
  isReading?: boolean;
  summary: string;
  description?: string;
  /** For the contract: what comes is read leniently. */
  schema: z.ZodType;
  example: JsonObject | JsonObject[];
  /** The body may be a list; it stands under that name then. */
  listAs?: string;
  /** Whatever the body says is no matter, readable or not. */
  anyBody?: boolean;
  answer: z.ZodType;
  failure: z.ZodType | 'problem';
  /** The status of success, and of each refusal. */
  statuses: { accepted: number; refused: number[] };
  keyOf(request: InboundHttp): string | null;
  /** What it means; where that is not enough, `act` does it. */
  translate(request: InboundHttp, integration: KnownIntegration): Translation;
  act?(request: InboundHttp, integration: KnownIntegration): Promise<Acted>;
  /** Where a type has several doors: whether this body is for this one. */
  takes?(body: JsonObject): boolean;
  vendor: Vendor;
}

/** What a door did by itself. */
export type Acted =
  | { answer: VendorAnswer; outcomes: InboundOutcome[] }
  | { code: ProblemCode; messages: string[]; outcomes?: InboundOutcome[] };
