/**
 * An alert as Opsgenie's API has it: what its caller said, under an id, a tinyId and
 * an alias. Whether it is open, acknowledged or snoozed, and how often it came, is
 * not kept here: that is asked of the service's incident, where its alias is a key.
 */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const;
export type Priority = (typeof PRIORITIES)[number];

const responder = z.object({ type: z.string(), id: z.string().optional(), name: z.string().optional() });
export type Responder = z.output<typeof responder>;

/** How it ended. Times are epoch ms. */
const closing = z.object({
  at: z.number(),
  by: z.string().nullable(),
  count: z.number(),
  lastAt: z.number(),
  ackedAt: z.number().nullable(),
  ackedBy: z.string().nullable(),
});
export type Closing = z.output<typeof closing>;

/** What the caller said of it, last. */
const content = z.object({
  message: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  details: z.record(z.string(), z.string()),
  actions: z.array(z.string()),
  responders: z.array(responder),
  entity: z.string(),
  source: z.string(),
  priority: z.enum(PRIORITIES),
  owner: z.string(),
});
export type AlertContent = z.output<typeof content>;

export const storedAlert = content.extend({
  /** Of this form. */
  schema: z.literal(1),
  id: z.string(),
  integrationId: z.string(),
  alias: z.string(),
  /** The key in the service's incident. */
  key: z.string(),
  serviceId: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Where its key stands; null: below what its service pages for, so no incident has it. */
  place: z.object({ incident: z.number(), firstAt: z.number() }).nullable(),
  /** Only of one that no incident has. */
  seen: z
    .object({
      count: z.number(),
      lastAt: z.number(),
      ackedAt: z.number().nullable(),
      ackedBy: z.string().nullable(),
    })
    .nullable(),
  /** Final, and written once its end is known. */
  closed: closing.nullable(),
});
export type StoredAlert = z.output<typeof storedAlert>;

/** With what the store gave it. */
export interface KeptAlert extends StoredAlert {
  tinyId: string;
  /** Changes with each change. */
  revision: number;
}

/**
 * The first part of the ids of all alerts that have this alias: a UUID that is made of it (version 8), so that the
 * alias of one that was sent without is another kind (version 4).
 */
export function aliasUuid(integrationId: string, alias: string): string {
  const hex = createHash('sha256').update(`${integrationId}\n${alias}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export const alertIdOf = (uuid: string, createdAt: number): string => `${uuid}-${createdAt}`;

const ALERT_ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-\d{1,15}$/;
const OWN_ALIAS = /^([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})-\d{1,15}$/;

/** Null where it is none. */
export const uuidOfAlertId = (id: string): string | null => ALERT_ID.exec(id)?.[1] ?? null;

/** Of an alert that was sent without an alias, and has its id for one; null: it is an alias of somebody's own. */
export const uuidOfOwnAlias = (alias: string): string | null => OWN_ALIAS.exec(alias)?.[1] ?? null;

/** The key in the service's incident of an alert that has this alias. */
export const keyOfAlias = (alias: string): string => uuidOfOwnAlias(alias) ?? alias;

/** For one that was sent without an alias. */
export const newUuid = (): string => randomUUID();
