import { nanoid } from 'nanoid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { transition } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { monitoredService } from '../../src/machines/monitored-service.ts';
import type { Opening, ServiceEvent } from '../../src/machines/service-events.ts';
import { addressOf } from '../../src/pager/service-actor.ts';
import { contextOf, snapshotOf } from '../../src/pager/views.ts';
import { HOUR, MINUTE } from '../../src/policy/duration.ts';
import { pureTransition } from '../../src/runtime/pure-transition.ts';
import { fakeChannels, startPagerProcess } from '../harness/pager-process.ts';
import {
  allTransitions,
  armedIn,
  COMES_TOO_EARLY,
  CONFIGURATIONS,
  coveringPaths,
  essenceOf,
  everyStep,
  isTimer,
  type ServicePath,
  type ServiceStep,
  stepsOf,
  transitionsOf,
} from './service-walk.ts';

describe('the generated paths through the chart', () => {
  const steps = everyStep();

  it('reach every state', () => {
    const reached = new Set(steps.flatMap(({ after }) => after._nodes.map(({ id }) => id)));
    const all = getStateNodes(monitoredService).map(({ id }) => id);
    expect(all.filter((id) => !reached.has(id))).toEqual([]);
  });

  it('take every transition', () => {
    const taken = new Set(steps.flatMap(transitionsOf));
    const missing = allTransitions().filter(({ transition }) => !taken.has(transition));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('answer every event that somebody sends, once, and no other', () => {
    for (const step of steps) {
      const isSent = !('notificationId' in step.event) && !isTimer(step.event.type);
      expect(answersTo(step), JSON.stringify(step.event)).toHaveLength(isSent ? 1 : 0);
    }
  });

  it('are walked by the runtime as XState itself walks them', () => {
    for (const { before, event } of steps) {
      const [after, effects] = transition(monitoredService, before, event as ServiceEvent);
      const ours = pureTransition(monitoredService, before, event);
      const said = ({ type, params }: { type: string; params: unknown }) => ({ type, params });
      expect(ours.actions.map(said)).toEqual(effects.map(said));
      expect(monitoredService.getPersistedSnapshot(ours.after as never)).toEqual(
        monitoredService.getPersistedSnapshot(after),
      );
      expect(ours.after === before).toBe(after === before);
    }
  });

  it('come from nowhere but state and event: no clock, no chance, and nothing that was given is changed', () => {
    const forbidden = [vi.spyOn(Date, 'now'), vi.spyOn(Math, 'random'), vi.spyOn(performance, 'now')];
    const spied = forbidden.map((spy) =>
      spy.mockImplementation(() => expect.fail('the chart looked at the clock or rolled dice')),
    );
    for (const { before, event } of steps) {
      const given = freeze(structuredClone(monitoredService.getPersistedSnapshot(before)));
      const [first, second] = [given, JSON.parse(JSON.stringify(given))].map((stored) => {
        const snapshot = monitoredService.resolveState(stored as never);
        const [after, effects] = transition(monitoredService, snapshot, freeze(structuredClone(event)) as ServiceEvent);
        return [monitoredService.getPersistedSnapshot(after), effects.map(({ type, params }) => ({ type, params }))];
      });
      expect(JSON.stringify(second)).toEqual(JSON.stringify(first));
    }
    for (const spy of spied) spy.mockRestore();
  });
});

describe('the generated paths, walked by the durable runtime', () => {
  const lanes: Lane[] = [];
  beforeAll(async () => {
    for (let i = 0; i < LANES; i++) lanes.push(await startLane());
  });
  afterAll(() => Promise.all(lanes.map(({ stop }) => stop())));

  it('go through the same states and give the same answers', { timeout: 120_000 }, async () => {
    const paths = coveringPaths();
    expect(paths.length).toBeGreaterThan(100);
    await Promise.all(
      lanes.map(async ({ walk }, lane) => {
        for (const [index, path] of paths.entries()) if (index % LANES === lane) await walk(`service-${index}`, path);
      }),
    );
  });
});

const LANES = 4;
type Lane = Awaited<ReturnType<typeof startLane>>;

/** A pager with a clock of its own, on which one path is walked after the other. */
async function startLane() {
  let shiftMs = 0;
  const now = () => Date.now() + shiftMs;
  const { running, stop } = await startPagerProcess({
    prefix: `t${nanoid(8)}`,
    channels: fakeChannels(['email'], async () => ({ outcome: 'accepted' })),
    clock: { now, redisShift: () => shiftMs },
  });
  const { runtime, pager } = running;
  for (const [id, { policy }] of Object.entries(CONFIGURATIONS)) await pager.putPolicy(id, policy, {});

  /** The armed timer that is due first comes when it is; one that should find no alert since, when the last is old. */
  async function letFire(address: string, { alertBefore }: { alertBefore: boolean }): Promise<void> {
    const [armed] = Object.values((await runtime.load(address)).timers).sort((a, b) => a.dueAt - b.dueAt);
    shiftMs += Math.max((armed?.dueAt ?? 0) - now() - MINUTE, 0);
    if (alertBefore) await repeatAlert(address.slice(addressOf('').length));
    shiftMs += Math.max((armed?.dueAt ?? 0) - now(), 0) + (alertBefore ? 1 : MINUTE);
    await runtime.wake();
    await vi.waitFor(async () => {
      const held = Object.values((await runtime.load(address)).timers).map(({ identity }) => identity);
      expect(held).not.toContain(armed?.identity);
    });
  }

  /** Answers what the sender was told. */
  async function send(id: string, event: ServiceEvent): Promise<object> {
    const { at: _, opening, plan, ...sent } = event as ServiceEvent & { opening?: Opening; plan?: unknown };
    if (opening && (await pager.getService(id)) === null) {
      const name = opening.serviceName as keyof typeof CONFIGURATIONS;
      await pager.putService(id, { name, escalationPolicyId: name, ...CONFIGURATIONS[name].service }, {});
    }
    const { incident } = contextOf(await runtime.load(addressOf(id)));
    const addressed = {
      ...sent,
      ...('uid' in sent && incident && { uid: incident.uid }),
      ...('until' in sent && { until: now() + HOUR }),
    };
    const reply = await runtime.send<object>(addressOf(id), { ...addressed, ...(plan ? { refreshPolicy: true } : {}) });
    return 'refused' in reply ? reply : reply.answer;
  }

  /** One that is open already: it changes nothing but the time at which an alert came last. */
  async function repeatAlert(id: string): Promise<void> {
    const key = Object.keys(contextOf(await runtime.load(addressOf(id))).incident?.alerts ?? {})[0];
    if (key !== undefined) await pager.send(id, { type: 'alert', summary: key, key });
  }

  async function walk(id: string, path: ServicePath): Promise<void> {
    const told = path.steps.map(({ event }) => event.type).join(' → ');
    for (const step of stepsOf(path)) {
      const { type, at } = step.event;
      if (isTimer(type))
        await letFire(addressOf(id), { alertBefore: type === 'autoResolve' && at === COMES_TOO_EARLY });
      else expect(await send(id, step.event as ServiceEvent), told).toMatchObject(answersTo(step)[0] ?? {});
      const actor = await runtime.load(addressOf(id));
      expect(essenceOf(snapshotOf(actor)), told).toEqual(essenceOf(step.after));
      expect(
        Object.values(actor.timers)
          .map((timer) => timer.event)
          .sort(),
      ).toEqual(armedIn(step.after).sort());
    }
    // So that no timer of this path is due while another one is walked.
    await send(id, { type: 'healthy', at: 0, by: null });
  }

  return { walk, stop };
}

function answersTo({ before, event }: ServiceStep): object[] {
  const [, actions] = transition(monitoredService, before, event as ServiceEvent);
  // XState's type of an action leaves its own emits out.
  const emitted = actions as unknown as { type: string; params: { event: { type: string } } }[];
  return emitted.flatMap(({ type, params }) => {
    if (type !== 'xstate.emit' || params.event.type !== 'answer') return [];
    const { type: _, ...answer } = params.event;
    return [answer];
  });
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
