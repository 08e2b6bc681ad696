import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monitoredService } from '../../src/machines/monitored-service.ts';
import type { ServiceEvent } from '../../src/machines/service-events.ts';
import { createPlanService } from '../../src/pager/plan-service.ts';
import { createPlanStore } from '../../src/pager/plan-store.ts';
import { addressOf, createServiceActor, type SentEvent } from '../../src/pager/service-actor.ts';
import { escalationPolicySchema, toPlan } from '../../src/policy/escalation-policy.ts';
import { createDocuments } from '../../src/runtime/documents.ts';
import { fold, initialActor } from '../../src/runtime/fold.ts';
import { createFreshDocuments } from '../../src/runtime/fresh-documents.ts';
import { createKeyspace } from '../../src/runtime/keys.ts';
import { type OnePager, readAll, startOnePager } from '../harness/one-pager.ts';

function createPlans(one: OnePager) {
  const documents = createDocuments({ redis: one.process.redis, keys: one.runtime.keys });
  return createPlanStore(documents, createFreshDocuments({ documents, onClose: () => undefined }));
}

describe('services and the policies that they use', () => {
  let one: OnePager;
  beforeEach(async () => {
    one = await startOnePager();
    await one.putPolicy('backend', ['ana']);
    await one.putService('db', 'backend');
  });
  afterEach(() => one.stop());

  it('a policy can not go while a service uses it, and says which do', async () => {
    await one.putService('search', 'backend');
    expect((await one.pager.getPolicy('backend'))?.services).toEqual(['db', 'search']);
    expect(await one.pager.deletePolicy('backend', {})).toMatchObject({
      refused: 'policy_in_use',
      detail: 'used by db, search',
    });
    await one.pager.deleteService('db', { force: false });
    await one.pager.deleteService('search', { force: false });
    expect(await one.pager.deletePolicy('backend', {})).toBe('deleted');
    expect(await one.pager.deletePolicy('backend', {})).toMatchObject({ refused: 'not_found' });
  });

  it('a service that moves to another policy frees the first, and one without a policy is refused', async () => {
    expect(await one.putService('db', 'frontend')).toMatchObject({ refused: 'unknown_policy' });
    await one.putPolicy('frontend', ['zoe']);
    await one.putService('db', 'frontend');
    expect(await one.pager.deletePolicy('backend', {})).toBe('deleted');
    await one.alert('db');
    await one.process.catchUp();
    expect(one.sent.map(({ target }) => target)).toEqual([{ type: 'email', address: 'zoe@example.com' }]);
  });

  it('of two who change one policy at the same time one is told', async () => {
    const policy = await one.pager.getPolicy('backend');
    if (!policy) throw new Error('no policy');
    const edit = escalationPolicySchema.parse({ name: 'edited', levels: policy.levels });
    const both = await Promise.all([
      one.pager.putPolicy('backend', edit, { ifMatch: policy.revision }),
      one.pager.putPolicy('backend', edit, { ifMatch: policy.revision }),
    ]);
    expect(both.filter((reply) => 'refused' in reply)).toMatchObject([{ refused: 'precondition_failed' }]);
    expect(await one.pager.putPolicy('backend', edit, { createOnly: true })).toMatchObject({
      refused: 'precondition_failed',
    });
  });

  it('policies are listed by id, page by page', async () => {
    for (const id of ['c', 'a', 'b']) await one.putPolicy(id, ['ana']);
    const ids = await readAll((page) => one.pager.listPolicies(page), 1);
    expect(ids.map(({ id }) => id)).toEqual(['a', 'b', 'backend', 'c']);
  });

  it('a service that somebody puts back while it is deleted stays, with what is open of it', async () => {
    const plans = createPlans(one);
    const { deleteService } = createPlanService({
      plans,
      load: (id) => one.runtime.load(addressOf(id)),
      openServiceIds: () => Promise.resolve([]),
      async close(id) {
        const closed = await one.runtime.send(addressOf(id), { type: 'healthy', by: null, fence: true } as SentEvent);
        await one.putService(id, 'backend');
        await one.alert(id);
        return closed;
      },
      isConfigured: () => true,
      now: Date.now,
    });
    expect(await deleteService('db', { force: true })).toMatchObject({ refused: 'precondition_failed' });
    expect(await one.pager.getService('db')).toMatchObject({ state: 'escalating', incident: { id: 'db-1' } });
  });

  it('a service whose deletion was broken off opens nothing, and can be deleted again or put back', async () => {
    const plans = createPlans(one);
    const stored = await plans.getService('db');
    if (!stored) throw new Error('no service');
    await plans.putService('db', { ...stored.value, deleting: true }, {});
    expect(await one.alert('db')).toMatchObject({ refused: 'unknown_service' });
    await one.putService('db', 'backend');
    expect(await one.alert('db')).toMatchObject({ result: 'opened' });
    await plans.putService('db', { ...stored.value, deleting: true }, {});
    expect(await one.pager.deleteService('db', { force: true })).toBe('deleted');
    expect(await one.pager.deleteService('db', { force: true })).toMatchObject({ refused: 'not_found' });
    expect(await one.pager.getIncident('db-1')).toMatchObject({ state: 'closed' });
  });
});

describe('what events are given before they are folded', () => {
  const policy = escalationPolicySchema.parse({
    name: 'Backend',
    levels: [{ targets: [{ type: 'email', address: 'ana@example.com' }] }],
  });
  const opening = {
    serviceName: 'DB',
    plan: toPlan('backend', policy),
    options: {},
  };
  const definition = (known: boolean) =>
    createServiceActor({
      keys: createKeyspace('test'),
      readOpening: () => Promise.resolve(known ? opening : null),
      isReadByAll: () => true,
    });
  const alert = { type: 'alert', at: 0, key: 'disk', summary: 'disk full', severity: 'critical', count: 1 } as const;
  const openActor = () => {
    const event: ServiceEvent = { ...alert, opening: { uid: 'uid', ...opening } };
    const folded = fold(definition(true), 'db', initialActor(definition(true)), [{ event, mergeable: true }], {
      at: 0,
      commitId: 'c',
      leavesTimer: () => false,
    });
    return folded.snapshot;
  };
  const codesOf = (prepared: ({ event: unknown } | { refused: string })[] | undefined) =>
    prepared?.map((each) => ('refused' in each ? each.refused : 'taken'));

  it('an alert behind the closing of a service that goes is refused, and the closing is not', async () => {
    const fence = { type: 'healthy', at: 0, by: null, fence: true } as ServiceEvent;
    const prepared = await definition(false).prepare?.('db', openActor(), [alert, fence, alert]);
    expect(codesOf(prepared)).toEqual(['taken', 'taken', 'unknown_service']);
  });

  it('an alert behind a closing is given the policy of now, and may open', async () => {
    const events = [{ type: 'healthy', at: 0, by: null } as ServiceEvent, alert];
    const prepared = await definition(true).prepare?.('db', openActor(), events);
    expect(prepared?.[1]).toMatchObject({ event: { opening: { serviceName: 'DB' } } });
  });

  it('of an unknown service everything is refused, but a failure that it may have to hear of', async () => {
    const failed = { type: 'notificationFailed', at: 0, uid: 'u', cycle: 1, level: 1, notificationId: 'n' } as const;
    const events: ServiceEvent[] = [
      alert,
      { type: 'ack', at: 0, by: null },
      { type: 'resolve', at: 0, key: 'a' },
      failed,
    ];
    const healthy = monitoredService.resolveState({ value: 'healthy', context: { lastNumber: 0, incident: null } });
    const prepared = await definition(false).prepare?.('db', healthy as never, events);
    expect(codesOf(prepared)).toEqual(['unknown_service', 'unknown_service', 'unknown_service', 'taken']);
  });
});
