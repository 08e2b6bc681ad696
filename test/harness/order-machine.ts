/**
 * A machine that has nothing to do with paging: an order is placed, confirmed by
 * a parcel service, and cancelled when nobody pays in time. The runtime must carry
 * it as well.
 */
import { assign, emit, setup } from 'xstate';
import { type ActorEvent, defineActor } from '../../src/runtime/definition.ts';

interface OrderEvent extends ActorEvent {
  type: 'place' | 'pay' | 'count' | 'extend' | 'parcelFailed';
  by?: number;
}

const orderMachine = setup({
  types: {} as {
    context: { counted: number; extended: number };
    events: OrderEvent;
    emitted: { type: 'ship' } | { type: 'remind' };
  },
  delays: { payment: 60_000 },
  actions: {
    count: assign({ counted: ({ context, event }) => context.counted + (event.by ?? 1) }),
    extended: assign({ extended: ({ context }) => context.extended + 1 }),
    ship: emit({ type: 'ship' }),
    remind: emit({ type: 'remind' }),
  },
}).createMachine({
  id: 'order',
  context: { counted: 0, extended: 0 },
  initial: 'none',
  on: { count: { actions: 'count' } },
  states: {
    none: { on: { place: 'placed' } },
    placed: {
      after: { payment: { target: 'cancelled', actions: 'remind' } },
      on: {
        pay: { target: 'paid', actions: 'ship' },
        extend: { target: 'placed', reenter: true, actions: 'extended' },
      },
    },
    paid: { on: { place: 'placed', parcelFailed: 'cancelled' } },
    cancelled: { on: { place: 'placed' } },
  },
});

export const orders = defineActor<OrderEvent, { state: unknown; counted: number; taken: boolean }>({
  name: 'order',
  machine: orderMachine,
  schema: 1,
  merge: (earlier, later) =>
    earlier.type === 'count' && later.type === 'count'
      ? { type: 'count', by: (earlier.by ?? 1) + (later.by ?? 1) }
      : null,
  step: ({ id, at, event, before, after, effects }) => ({
    answer: { state: after.value, counted: after.context.counted, taken: before !== after },
    deliveries: effects.map((effect, index) => ({
      id: `${id}-${effect.type}-${at}-${index}`,
      kind: 'parcel',
      scope: effect.type === 'ship' ? 'paid' : null,
      timeline: id,
      alias: null,
      payload: { order: id, what: effect.type },
    })),
    timeline: { list: id, line: JSON.stringify({ at, event: event.type, state: after.value }) },
    indexes: [{ index: 'placed', member: id, score: after.value === 'placed' ? 1 : null }],
    docs: [],
  }),
  scope: (after) => String(after.value),
  describeTimer: (id) => ({ name: 'payment', data: { order: id } }),
  deliveryFailed: () => ({ type: 'parcelFailed' }),
});
