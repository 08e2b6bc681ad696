/** The API of the running pager, for our own commands on the same machine: its address and key come from the same settings. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { Config } from '../config.ts';
import { keyFileIn } from './key-file.ts';
import { localUrlOf } from './local-url.ts';
import { StartFailure } from './start-failure.ts';

const SECOND = 1_000;
/** A pager that is started again is back in less. */
const AWAY_FOR_MS = 60 * SECOND;
const ASK_AGAIN_MS = SECOND / 2;

/** It may answer later: nobody listens, or its Redis is away. */
class PagerAway extends StartFailure {}

export interface PagerClient {
  url: string;
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
  put(path: string, body: object): Promise<void>;
  post(path: string, body: object): Promise<void>;
}

/**
 * @param onAway told when a reading is not answered; it is asked for again, for a minute
 * @throws StartFailure when no pager answers there, or the key can't be found
 */
export async function connectToPager(config: Config, onAway: () => void = () => {}): Promise<PagerClient> {
  const url = localUrlOf(config);
  await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5 * SECOND) }).catch(() => {
    throw new StartFailure([
      `No pager answers at ${url}.`,
      'Start one in another terminal: npm start (with the same HOST and PORT, if you set them).',
    ]);
  });
  const key = config.adminKey ?? (await readKey(config));
  const request = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(10 * SECOND),
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error: Error) => {
      throw new PagerAway([`The pager at ${url} does not answer: ${causeOf(error)}`]);
    });
    if (answer.ok) return (await answer.json()) as unknown;
    const Failure = answer.status === 503 ? PagerAway : StartFailure;
    throw new Failure([`${method} ${path} was answered ${answer.status}: ${await answer.text()}`]);
  };
  const read = async (path: string) => {
    const until = Date.now() + AWAY_FOR_MS;
    for (let tries = 0; ; tries += 1) {
      try {
        return await request('GET', path);
      } catch (error) {
        if (!(error instanceof PagerAway) || Date.now() > until) throw error;
        if (tries === 0) onAway();
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    }
  };
  return {
    url,
    get: async (path, schema) => schema.parse(await read(path)),
    put: async (path, body) => void (await request('PUT', path, body)),
    post: async (path, body) => void (await request('POST', path, body)),
  };
}

const causeOf = ({ message, cause }: Error) => (cause instanceof Error ? cause.message : message);

async function readKey({ dataDir }: Config): Promise<string> {
  const file = keyFileIn(dataDir);
  const key = await readFile(file, 'utf8').catch(() => {
    throw new StartFailure([
      `There is no key in ${file}.`,
      'Set DATA_DIR or PAGER_ADMIN_KEY as the pager has it, or make a new key: npm run key',
    ]);
  });
  return key.trim();
}
