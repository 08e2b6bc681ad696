/** A target as it is shown to people who need to know whom, and not how: "ana@…", "+33…78", "https://chat.example.com/…". */
import type { Target } from '../policy/target.ts';

export function maskTarget(target: Target): string {
  if (target.type === 'email') return `${target.address.slice(0, target.address.lastIndexOf('@'))}@…`;
  // What follows the host may be a secret.
  if (target.type === 'webhook') return `${new URL(target.url).origin}/…`;
  return `${target.phoneNumber.slice(0, 3)}…${target.phoneNumber.slice(-2)}`;
}
