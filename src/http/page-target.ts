/** A target in full, for readers who hold the API key. */
import { addressOf, type Target } from '../policy/target.ts';

export const plainTarget = (target: Target): string => addressOf(target);
