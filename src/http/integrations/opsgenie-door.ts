/** What all doors of Opsgenie's API have in common: where the key stands, both addresses, and how they refuse. */
import { z } from '@hono/zod-openapi';
import type { Door } from './door.ts';
import { opsgenie, opsgenieFailure, REFUSED } from './opsgenie-answers.ts';
import { opsgenieKeyOf } from './opsgenie-key.ts';

export interface OpsgenieDoor {
  method: Door['methods'][number];
  /** Further ones do the same. */
  methods?: Door['methods'];
  path: `/v2/${string}`;
  summary: string;
  description?: string;
  /** Its parameters, with what they do. */
  query?: Record<string, string>;
  schema?: z.ZodType;
  example?: Door['example'];
  answer: z.ZodType;
  /** 200 unless given. */
  status?: number;
  refuses?: number[];
  /** Unless given, what is asked by GET. */
  isReading?: boolean;
  anyBody?: boolean;
  act: NonNullable<Door['act']>;
}

const IDENTIFIER_TYPE = { identifierType: '`id`, which it is unless given, `tiny` or `alias`' };

/** A base address of the user's own ends in one of them: the host alone, or the host and `/opsgenie`. */
export function opsgenieDoor({
  method,
  methods = [],
  path,
  summary,
  description,
  query = {},
  schema = z.looseObject({}),
  example = {},
  answer,
  status = 200,
  refuses = [],
  isReading = method === 'get',
  anyBody = false,
  act,
}: OpsgenieDoor): Door {
  return {
    type: 'opsgenie',
    methods: [method, ...methods],
    paths: [path, `/opsgenie${path}`],
    mayHoldSlashes: ['identifier'],
    isReading,
    anyBody,
    summary,
    ...(description !== undefined && { description }),
    query: { ...(path.includes('{identifier}') && IDENTIFIER_TYPE), ...query },
    schema,
    example,
    answer,
    failure: opsgenieFailure,
    statuses: { accepted: status, refused: [...new Set([...REFUSED, ...refuses])].sort() },
    keyOf: opsgenieKeyOf,
    translate: () => ({ events: [] }),
    act,
    vendor: opsgenie,
  };
}
