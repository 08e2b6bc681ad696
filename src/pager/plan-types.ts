/** The paging plan as it is read and written: a policy with who uses it, and the condition of a change. */
import type { EscalationPolicy } from '../policy/escalation-policy.ts';

export interface PolicyView extends EscalationPolicy {
  id: string;
  revision: number;
  /** Ids of the services that use it. */
  services: string[];
  warnings: string[];
}

/** `ifMatch` is a revision; null: no condition. */
export interface WriteCondition {
  ifMatch?: number;
  createOnly?: boolean;
}
