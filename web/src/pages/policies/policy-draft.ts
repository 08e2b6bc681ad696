/**
 * A policy while somebody edits it: every field is the text that stands in it, and
 * levels and targets have a name of their own, so that they can be moved. Pure.
 */
import type { Policy } from '../../api/types.ts';
import { readDuration, writeDuration } from './written-duration.ts';

export type PolicyInput = Pick<Policy, 'name' | 'levels'> & { repeat?: number | undefined };
type PolicyTarget = Policy['levels'][number]['targets'][number];

export interface DraftTarget {
  key: string;
  type: string;
  value: string;
  /** Of a kind that this editor does not know: it goes back as it came. */
  kept?: PolicyTarget;
}
export interface DraftLevel {
  key: string;
  ackTimeout: string;
  targets: DraftTarget[];
}
export interface PolicyDraft {
  name: string;
  repeat: string;
  levels: DraftLevel[];
}

/** What can be written in the editor, and the field of the API that it is. */
export const TARGET_KINDS = [
  { type: 'email', label: 'E-mail', field: 'address', example: 'ana@example.com' },
  { type: 'sms', label: 'SMS', field: 'phoneNumber', example: '+33 6 12 34 56 78' },
  { type: 'webhook', label: 'Webhook', field: 'url', example: 'https://example.com/hook' },
] as const;

const DEFAULT_TIMEOUT = '15m';
let lastKey = 0;
const newKey = () => `k${++lastKey}`;

export const newTarget = (type = 'email'): DraftTarget => ({ key: newKey(), type, value: '' });
export const newLevel = (): DraftLevel => ({
  key: newKey(),
  ackTimeout: writeDuration(DEFAULT_TIMEOUT),
  targets: [newTarget()],
});
export const newDraft = (): PolicyDraft => ({ name: '', repeat: '0', levels: [newLevel()] });

export function toDraft({ name, repeat = 0, levels }: PolicyInput): PolicyDraft {
  return {
    name,
    repeat: String(repeat),
    levels: levels.map(({ ackTimeout = DEFAULT_TIMEOUT, targets }) => ({
      key: newKey(),
      ackTimeout: writeDuration(ackTimeout),
      targets: targets.map(toDraftTarget),
    })),
  };
}

function toDraftTarget(target: PolicyTarget): DraftTarget {
  const kind = TARGET_KINDS.find(({ type }) => type === target.type);
  const value = kind && (target as Record<string, unknown>)[kind.field];
  if (typeof value === 'string') return { key: newKey(), type: target.type, value };
  return { key: newKey(), type: target.type, value: '', kept: target };
}

/** What the API is sent. What is no duration and no number is sent as it stands: the answer says at which field. */
export function toInput({ name, repeat, levels }: PolicyDraft): PolicyInput {
  const repeats: unknown = /^\d+$/.test(repeat.trim()) ? Number(repeat) : repeat;
  const input = {
    name,
    ...(repeats !== 0 && { repeat: repeats }),
    levels: levels.map(({ ackTimeout, targets }) => ({
      ackTimeout: readDuration(ackTimeout) ?? ackTimeout,
      targets: targets.map(toTarget),
    })),
  };
  // As somebody wrote it, which may be wrong: the server is the judge of it.
  return input as PolicyInput;
}

function toTarget({ type, value, kept }: DraftTarget): unknown {
  if (kept) return kept;
  const field = TARGET_KINDS.find((kind) => kind.type === type)?.field ?? 'address';
  return { type, [field]: value.trim() };
}

export const isSameInput = (a: PolicyInput, b: PolicyInput) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

/** Without what says the same when it is left out, in one order. */
const plain = ({ name, repeat = 0, levels }: PolicyInput) => ({
  name,
  repeat,
  levels: levels.map(({ ackTimeout = DEFAULT_TIMEOUT, targets }) => ({ ackTimeout, targets })),
});

export interface TargetPlace {
  level: number;
  index: number;
}

export function moveLevel(draft: PolicyDraft, from: number, to: number): PolicyDraft {
  const levels = [...draft.levels];
  const [moved] = levels.splice(from, 1);
  if (!moved || to < 0 || to > levels.length) return draft;
  levels.splice(to, 0, moved);
  return { ...draft, levels };
}

/** Also into another level. Behind its end it goes to the end. */
export function moveTarget(draft: PolicyDraft, from: TargetPlace, to: TargetPlace): PolicyDraft {
  const moved = draft.levels[from.level]?.targets[from.index];
  if (!moved || !draft.levels[to.level] || to.index < 0) return draft;
  const levels = draft.levels.map((level) => ({
    ...level,
    targets: level.targets.filter((target) => target !== moved),
  }));
  levels[to.level]?.targets.splice(to.index, 0, moved);
  return { ...draft, levels };
}

export function changeLevel(draft: PolicyDraft, at: number, change: Partial<DraftLevel>): PolicyDraft {
  return { ...draft, levels: draft.levels.map((level, index) => (index === at ? { ...level, ...change } : level)) };
}

export function changeTarget(draft: PolicyDraft, { level, index }: TargetPlace, change: Partial<DraftTarget>) {
  const targets = draft.levels[level]?.targets ?? [];
  return changeLevel(draft, level, {
    targets: targets.map((target, each) => (each === index ? { ...target, ...change } : target)),
  });
}
