/** A machine's state for people who look: nobody's address in full, and nothing that is a secret. */
import { maskTarget } from '../notify/masked-target.ts';
import { parseTargetKey, type TargetKey } from '../policy/target.ts';

/** A copy, as JSON has it. */
export function maskState<State>(state: State): State {
  return JSON.parse(JSON.stringify(state), (key, value) =>
    key === 'targets' && Array.isArray(value) ? value.map(maskKey) : value,
  );
}

const maskKey = (target: unknown) =>
  typeof target === 'string' ? maskTarget(parseTargetKey(target as TargetKey)) : target;
