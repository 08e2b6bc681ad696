/** What one version of a policy says and another does not, in lines that people read. Pure. */
import { fullTarget } from '../../track/target-words.ts';
import type { PolicyInput } from './policy-draft.ts';
import { writeDuration } from './written-duration.ts';

export interface Difference {
  /** "Name", "Level 2". */
  where: string;
  kind: 'added' | 'removed' | 'changed';
  text: string;
}

const DEFAULT_TIMEOUT = '15m';
type Level = PolicyInput['levels'][number];

export function differencesOf(before: PolicyInput, after: PolicyInput): Difference[] {
  const found: Difference[] = [];
  if (before.name !== after.name) found.push(changed('Name', before.name, after.name));
  const [repeatBefore, repeatAfter] = [before.repeat ?? 0, after.repeat ?? 0];
  if (repeatBefore !== repeatAfter) found.push(changed('Repeats', String(repeatBefore), String(repeatAfter)));
  const count = Math.max(before.levels.length, after.levels.length);
  for (let index = 0; index < count; index++) {
    found.push(...levelDifferences(`Level ${index + 1}`, before.levels[index], after.levels[index]));
  }
  return found;
}

function levelDifferences(where: string, before: Level | undefined, after: Level | undefined): Difference[] {
  if (!before || !after) {
    const there = after ?? before;
    return there ? [{ where, kind: after ? 'added' : 'removed', text: levelText(there) }] : [];
  }
  const found: Difference[] = [];
  const [timeoutBefore, timeoutAfter] = [timeoutOf(before), timeoutOf(after)];
  if (timeoutBefore !== timeoutAfter) found.push(changed(`${where}, waits`, timeoutBefore, timeoutAfter));
  const [was, is] = [before.targets.map(fullTarget), after.targets.map(fullTarget)];
  for (const target of was.filter((each) => !is.includes(each))) found.push({ where, kind: 'removed', text: target });
  for (const target of is.filter((each) => !was.includes(each))) found.push({ where, kind: 'added', text: target });
  return found;
}

const timeoutOf = ({ ackTimeout = DEFAULT_TIMEOUT }: Level) => writeDuration(ackTimeout);
const levelText = (level: Level) => `${level.targets.map(fullTarget).join(', ')}, waits ${timeoutOf(level)}`;
const changed = (where: string, before: string, after: string): Difference => ({
  where,
  kind: 'changed',
  text: `${before} → ${after}`,
});
