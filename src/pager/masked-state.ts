/** A machine's state for people who look: nobody's address in full, and nothing that is a secret. */
import { maskTarget } from '../notify/masked-target.ts';
import { maskText } from '../notify/masked-text.ts';
import { parseTargetKey, type TargetKey } from '../policy/target.ts';

/** A copy, as JSON has it. */
export function maskState<State>(state: State): State {
  return JSON.parse(JSON.stringify(state), (key, value) => {
    if (key === 'targets' && Array.isArray(value)) return value.map(maskKey);
    // What a gateway said may name whom it was about.
    return key === 'reason' && typeof value === 'string' ? maskText(value) : value;
  });
}

const maskKey = (target: unknown) =>
  typeof target === 'string' ? maskTarget(parseTargetKey(target as TargetKey)) : target;
