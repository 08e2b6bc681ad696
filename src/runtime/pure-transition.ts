/**
 * XState's `transition()`, at a third of its price: that one makes an actor, with a
 * system and the machine's initial state, for every event, only to have a scope to
 * give to `machine.transition()`. Nothing of the scope is kept or changed by machines
 * without children, and the fold takes no others, so here one serves a machine for good.
 */
import { type ActorScope, type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate';

type Scope = Parameters<AnyStateMachine['transition']>[2];
type Action = Parameters<ActorScope<AnyMachineSnapshot, { type: string }>['actionExecutor']>[0];

const scopes = new WeakMap<AnyStateMachine, Scope>();

/** Pure: the actions are not carried out. @throws what a guard, an assign or a delay threw */
export function pureTransition(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: { type: string },
): { after: AnyMachineSnapshot; actions: Action[] } {
  const actions: Action[] = [];
  const actionExecutor = (action: Action) => void actions.push(action);
  const after = machine.transition(snapshot, event, { ...scopeOf(machine), actionExecutor });
  return { after, actions };
}

function scopeOf(machine: AnyStateMachine): Scope {
  let scope = scopes.get(machine);
  if (!scope) {
    const self = createActor(machine);
    const nothing = () => undefined;
    scope = {
      self,
      id: '',
      sessionId: '',
      system: self.system,
      logger: nothing,
      defer: nothing,
      emit: nothing,
      stopChild: nothing,
      actionExecutor: nothing,
    };
    scopes.set(machine, scope);
  }
  return scope;
}
