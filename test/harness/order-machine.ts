/**
 * A machine that has nothing to do with paging: an order is placed, confirmed by
 * a parcel service, and cancelled when nobody pays in time. The runtime must carry
 * it as well.
 */
import { assign, emit, setup } from 'xstate';
import { type ActorEvent, defineActor } from '../../src/runtime/definition.ts';

interface OrderEvent extends ActorEvent {
  type: 'place' | 'pay' | 'count' | 'extend' | 'parcelFailed' | 'burn';
  by?: number;
  /** Of `place`: how long the payment may take. */
  withinMs?: number;
  /** Of `pay`: how many parcels it comes in. */
  parcels?: number;
}

const orderMachine = setup({
  types: {} as {
    context: { counted: number; extended: number; withinMs: number };
    events: OrderEvent;
    emitted: { type: 'ship'; parcels: number } | { type: 'remind' };
  },
  delays: { payment: ({ context }) => context.withinMs },
  actions: {
    count: assign({ counted: ({ context, event }) => context.counted + (event.by ?? 1) }),
    extended: assign({ extended: ({ context }) => context.extended + 1 }),
    place: assign({ withinMs: ({ event }) => event.withinMs ?? 60_000 }),
    burn: assign(() => {
      throw new Error('the warehouse is on fire');
    }),
    ship: emit(({ event }) => ({ type: 'ship' as const, parcels: event.parcels ?? 1 })),
    remind: emit({ type: 'remind' }),
  },
}).createMachine({
  id: 'order',
  context: { counted: 0, extended: 0, withinMs: 60_000 },
  initial: 'none',
  on: { count: { actions: 'count' }, burn: { actions: 'burn' } },
  states: {
    none: { on: { place: { target: 'placed', actions: 'place' } } },
    placed: {
      after: { payment: { target: 'cancelled', actions: 'remind' } },
      on: {
        pay: { target: 'paid', actions: 'ship' },
        extend: { target: 'placed', reenter: true, actions: 'extended' },
      },
    },
    paid: { on: { place: { target: 'placed', actions: 'place' }, parcelFailed: 'cancelled' } },
    cancelled: { on: { place: { target: 'placed', actions: 'place' } } },
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
  step({ id, at, event, before, after, effects }) {
    if (event.parcels === 0) return { refused: 'nothing_to_ship', detail: 'expected at least one parcel' };
    return {
      answer: { state: after.value, counted: after.context.counted, taken: before !== after },
      deliveries: effects.flatMap((effect, index) =>
        Array.from({ length: 'parcels' in effect ? Number(effect.parcels) : 1 }, (_, n) => ({
          id: `${id}-${effect.type}-${at}-${index}-${n}`,
          kind: 'parcel',
          scope: effect.type === 'ship' ? 'paid' : null,
          timeline: id,
          payload: { order: id, what: effect.type },
        })),
      ),
      timeline: { list: id, line: JSON.stringify({ at, event: event.type, state: after.value }) },
      indexes: [{ index: 'placed', member: id, score: after.value === 'placed' ? 1 : null }],
      docs: [],
    };
  },
  isEssential: ({ type }) => type === 'pay',
  scope: (after) => String(after.value),
  describeTimer: (id) => ({ name: 'payment', data: { order: id } }),
  deliveryFailed: () => ({ type: 'parcelFailed' }),
});
