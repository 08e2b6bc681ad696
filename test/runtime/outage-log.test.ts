import { describe, expect, it } from 'vitest';
import { createOutageLog } from '../../src/runtime/outage-log.ts';
import { toStoreError } from '../../src/runtime/store-errors.ts';

function createScene() {
  const said: string[] = [];
  const reasons: string[] = [];
  const log = {
    info: () => undefined,
    warn: (fields: object, message: string) => {
      said.push(message);
      reasons.push(String((fields as { err?: string }).err));
    },
    error: () => undefined,
  };
  return { said, reasons, outage: createOutageLog(log) };
}
const refused = () => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' });

describe('warnings about a Redis that is away', () => {
  it('are said once for each outage, whoever meets it', () => {
    const { said, outage } = createScene();
    for (let i = 0; i < 10; i++) outage.warn(refused(), `attempt ${i}`);
    outage.warn(new Error('Connection is closed.'), 'another one');
    expect(said).toEqual(['attempt 0']);
    outage.over();
    outage.warn(refused(), 'the next night');
    expect(said).toEqual(['attempt 0', 'the next night']);
  });

  it('never hide another fault', () => {
    const { said, outage } = createScene();
    outage.warn(refused(), 'away');
    outage.warn(new Error('Missing lock for job 7'), 'a fault');
    outage.warn(new Error('Missing lock for job 8'), 'a fault');
    expect(said).toEqual(['away', 'a fault', 'a fault']);
  });

  it('have the words of the client library behind our own', () => {
    const { reasons, outage } = createScene();
    outage.warn(toStoreError(new Error("Stream isn't writeable and enableOfflineQueue options is false")), 'away');
    expect(reasons).toEqual(["Redis does not answer: Stream isn't writeable and enableOfflineQueue options is false"]);
  });

  it('are not said of connections that are closed by a stop', () => {
    const { said, outage } = createScene();
    outage.close();
    outage.warn(new Error('Connection is closed.'), 'closed');
    expect(said).toEqual([]);
  });
});

describe('what is said of a Redis that is away', () => {
  it.each([
    ["Stream isn't writeable and enableOfflineQueue options is false", 'StoreUnavailable', 'Redis does not answer'],
    ['Connection is closed.', 'OutcomeUnknown', 'the connection to Redis broke before it answered'],
    ['LOADING Redis is loading', 'StoreUnavailable', "Redis can't do it now: LOADING Redis is loading"],
  ])('of "%s" is plain, with the original behind it', (message, name, told) => {
    const original = new Error(message);
    const error = toStoreError(original) as Error;
    expect([error.name, error.message]).toEqual([name, told]);
    expect(error.cause ?? original).toBe(original);
  });
});
