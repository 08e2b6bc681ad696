/** A copy of the machine behind one step, and what an event did to it. It is dropped as soon as another step is shown. */
import { useState } from 'react';
import { askWhatIf, type History, type MachineStep } from '../../api/inspector-queries.ts';
import { notifyFailed } from '../../notices/notices.tsx';
import type { CopiedEvent } from './acts.tsx';

export interface Copy {
  /** Null: there is none behind the step that is shown. */
  steps: readonly MachineStep[] | null;
  ask(event: CopiedEvent): Promise<void>;
  drop(): void;
}

/** @param step from 0 */
export function useCopy({ machine, id, incident }: History, step: number): Copy {
  const [copied, setCopied] = useState<{ behind: number; steps: MachineStep[] } | null>(null);
  return {
    steps: copied?.behind === step ? copied.steps : null,
    async ask({ event, after }) {
      if (incident === null) return;
      const what = { incident, step: step + 1, event, ...(after !== undefined && { after }) };
      try {
        setCopied({ behind: step, steps: (await askWhatIf(machine, id, what)).steps });
      } catch (error) {
        notifyFailed('That can’t be tried', error);
      }
    },
    drop: () => setCopied(null),
  };
}
