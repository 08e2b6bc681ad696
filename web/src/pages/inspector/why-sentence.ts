/** Why a page was sent, as one sentence. Pure. */
import type { MachineStep } from '../../api/inspector-queries.ts';
import { lengthOf } from '../../time/words.ts';
import type { Context } from './recording.ts';

interface Level {
  ackTimeoutMs: number;
  targets: string[];
}
interface Told {
  level: number;
  cycle: number;
  why: string;
  targets: string[];
}

/** @param before the context that the step met. @returns null where the step told nobody */
export function whySentence(step: MachineStep, before: Context, after: Context, incident: string): string | null {
  const told = toldOf(step);
  if (!told) return null;
  const revision = after.get('/incident/plan/revision');
  const which = typeof revision === 'number' ? ` (revision ${revision})` : '';
  const policy = `the policy “${String(after.get('/incident/plan/policyId') ?? '')}”${which}`;
  const because = REASONS[told.why]?.({ told, incident, policy, waited: waitedWords(before), step }) ?? `${told.why}.`;
  const pinned = told.why === 'opened' ? ' It is pinned: an edit applies from the next incident on.' : '';
  return `${because} Told: ${told.targets.join(', ')}${told.targets.at(-1)?.endsWith('…') ? '' : '.'}${pinned}`;
}

interface Given {
  told: Told;
  incident: string;
  policy: string;
  waited: string;
  step: MachineStep;
}

const REASONS: Record<string, (given: Given) => string> = {
  opened: ({ incident, policy, step }) =>
    `An alert${quoted(step.event.summary)} opened #${incident}, and level 1 of ${policy} is told first.`,
  timeout: ({ incident, policy, waited }) =>
    `Nobody acknowledged #${incident} ${waited}, and ${policy} has a level left.`,
  repeat: ({ incident, policy, waited, told }) =>
    `Nobody acknowledged #${incident} ${waited}, which was the last, and ${policy} is run through again: run ${told.cycle}.`,
  escalated: ({ step, told }) =>
    `${typeof step.event.by === 'string' ? step.event.by : 'Somebody'} asked for level ${told.level} by hand.`,
  unreachable: ({ told }) =>
    `Nobody of level ${Math.max(1, told.level - 1)} could be reached, so level ${told.level} is not waited for.`,
  ackExpired: ({ incident }) => `#${incident} was acknowledged, and still open when that expired.`,
  snoozeEnded: ({ incident }) => `#${incident} was put off, and still open when that time was over.`,
  newKey: ({ incident, step }) =>
    `An alert with a new key${quoted(step.event.key)} came to #${incident}, and the service asks to be told again then.`,
};

function waitedWords(before: Context): string {
  const level = before.get('/incident/level');
  const levels = before.get('/incident/plan/levels');
  const timeout =
    Array.isArray(levels) && typeof level === 'number' ? (levels[level - 1] as Level | undefined) : undefined;
  return timeout ? `within ${lengthOf(timeout.ackTimeoutMs)} of level ${String(level)}` : 'in time';
}

const quoted = (value: unknown) => (typeof value === 'string' ? ` “${value}”` : '');

function toldOf({ effects }: MachineStep): Told | null {
  const found = effects.find(({ type }) => type === 'notifyLevel');
  if (!found) return null;
  const { level, cycle, why, targets } = found;
  if (typeof level !== 'number' || typeof cycle !== 'number' || typeof why !== 'string') return null;
  return { level, cycle, why, targets: Array.isArray(targets) ? targets.map(String) : [] };
}
