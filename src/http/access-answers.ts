/** What the API answers about sessions and API keys, as schemas. */
import { z } from '@hono/zod-openapi';
import { SCOPES } from '../pager/access-types.ts';

const time = z.string().openapi({ format: 'date-time', example: '2026-03-24T03:07:12.000Z' });
const scope = z.enum(SCOPES);

export const sessionAnswer = z
  .object({
    id: z.string().nullable().openapi({ description: 'Null where an API key asks' }),
    name: z.string().openapi({ description: 'It stands behind every act' }),
    scope: scope.openapi({ description: 'What it may now' }),
    mayAdminister: z.boolean().openapi({ description: 'It may, once its key was given again' }),
    adminUntil: time.nullable(),
    createdAt: time.nullable(),
    expiresAt: time.nullable(),
  })
  .openapi('Session');

export const listedSessionAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    keyName: z.string().openapi({ description: 'The key that opened it' }),
    device: z
      .string()
      .nullable()
      .openapi({ description: 'What was signed in, by its own word', example: 'Chrome on Android' }),
    scope,
    adminUntil: time.nullable(),
    createdAt: time,
    lastSeenAt: time,
    expiresAt: time,
    isCurrent: z.boolean().openapi({ description: 'The one that asks' }),
  })
  .openapi('ListedSession');

export const signInLinkAnswer = z.object({ url: z.string(), expiresAt: time }).openapi('SignInLink');

const apiKeyFields = {
  id: z.string(),
  name: z.string(),
  scope,
  createdAt: time,
  createdBy: z.string().nullable(),
  lastUsedAt: time.nullable().openapi({ description: 'To the minute or so' }),
};
export const apiKeyAnswer = z.object(apiKeyFields).openapi('ApiKey');
export const newApiKeyAnswer = z
  .object({ ...apiKeyFields, key: z.string().openapi({ description: 'Told here and never again' }) })
  .openapi('NewApiKey');
