/** A target in full, for readers who hold the API key. */
import type { Target } from '../policy/target.ts';

export const plainTarget = (target: Target): string => (target.type === 'email' ? target.address : target.phoneNumber);
