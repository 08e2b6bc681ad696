/**
 * The release before this one goes on beside it while pagers are updated one after the
 * other: it reads every service that uses nothing new, and says of the others that
 * they are newer than it.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServiceActor } from '../../src/pager/service-actor.ts';
import { decodeRecord, NewerRecord } from '../../src/runtime/record.ts';
import { type OnePager, startOnePager } from '../harness/one-pager.ts';

let one: OnePager;
beforeAll(async () => {
  one = await startOnePager();
  await one.putPolicy('backend', ['ana']);
});
afterAll(() => one.stop());

/** As a release reads it that knows the states and timers of schema 1. */
async function readByTheOneBefore(service: string) {
  const { keys, redis } = one.runtime;
  const definition = createServiceActor({
    keys,
    readOpening: async () => null,
    isReadByAll: () => true,
  });
  const { schemaOf: _, upgrade: __, ...before } = { ...definition, schema: 1 };
  const address = `monitored-service/${service}`;
  return decodeRecord(before, (await redis.get(keys.partitionOf(address).actor(address))) ?? '');
}

it('what nothing new is in it reads, in every state', async () => {
  await one.putService('plain', 'backend');
  await one.alert('plain');
  expect((await readByTheOneBefore('plain')).snapshot.value).toEqual({ unhealthy: { unacked: 'escalating' } });
  await one.pager.send('plain', { type: 'ack', by: 'ana' });
  expect((await readByTheOneBefore('plain')).snapshot.value).toEqual({ unhealthy: { acked: 'held' } });
  await one.pager.send('plain', { type: 'healthy' });
  expect((await readByTheOneBefore('plain')).snapshot.value).toBe('healthy');
});

it('what is snoozed, or closes by itself, is newer; when that is over it reads it again', async () => {
  await one.putService('snoozed', 'backend');
  await one.alert('snoozed');
  const until = one.clock.now() + 3_600_000;
  await one.pager.sendToIncident('snoozed-1', { type: 'snooze', until });
  await expect(readByTheOneBefore('snoozed')).rejects.toThrow(NewerRecord);
  await one.pager.sendToIncident('snoozed-1', { type: 'unack' });
  expect((await readByTheOneBefore('snoozed')).snapshot.value).toEqual({ unhealthy: { unacked: 'escalating' } });

  await one.pager.putService('quiet', { name: 'quiet', escalationPolicyId: 'backend', autoResolveAfter: '1h' }, {});
  await one.alert('quiet');
  await expect(readByTheOneBefore('quiet')).rejects.toThrow(NewerRecord);
  await one.pager.send('quiet', { type: 'healthy' });
  expect((await readByTheOneBefore('quiet')).snapshot.value).toBe('healthy');
});
