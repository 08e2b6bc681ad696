/** The figures of a judged run, as lines of a table and as a verdict that people read. Pure. */
import { counterExamples } from './check-run.mjs';

/** @import { Run, Verdict } from './types.d.mts' */

/** @param {{ run: Run; verdict: Verdict; faults: { kind: string }[]; title: string }} judged */
export function tellVerdict({ run, verdict, faults, title }) {
  const lines = [`# ${title}`, '', ...table(figuresOf(run, verdict, faults)), ''];
  const broken = counterExamples(verdict);
  if (broken.length === 0) lines.push('All six promises held.');
  for (const { violation, others } of broken) {
    lines.push(`BROKEN (${violation.promise}): ${violation.what}`, ...violation.evidence.map((line) => `    ${line}`));
    if (others > 0) lines.push(`    and ${others} more of this promise`);
    lines.push('');
  }
  return lines.join('\n');
}

/** @param {Run} run @param {Verdict} verdict @param {{ kind: string }[]} faults @returns {[string, string][]} */
export function figuresOf(run, { figures, repetitions }, faults) {
  const starved = run.nodeOutages.filter(({ kind }) => kind === 'starved').length;
  const answered = run.asked.filter(({ answer }) => answer).length;
  return [
    ['duration', `${Math.round((run.endedAt - run.startedAt) / 1_000)} s`],
    ['events asked, answered', `${run.asked.length}, ${answered}`],
    ['answered events lost', String(figures.eventsLost)],
    ['requests sent again', String(run.asked.reduce((sum, { attempts }) => sum + attempts - 1, 0))],
    ['load average of the machine, times it starved a pager', `${run.loadAverage.toFixed(1)}, ${starved}`],
    ['commits', String(run.commits.length)],
    ['faults', tellCounts(countBy(faults.map(({ kind }) => kind)))],
    ['incidents, levels notified', `${figures.incidents}, ${figures.levels}`],
    [
      'notifications (superseded, still retried)',
      `${figures.notifications} (${figures.superseded}, ${figures.stillRetried})`,
    ],
    ['messages that arrived', String(run.receipts.length)],
    ['repetitions by cause', tellCounts(repetitions)],
    ['events counted in their key only, unjudged', `${figures.eventsCountedOnly}, ${figures.eventsUnjudged}`],
    ['timers, worst lateness', `${figures.timers}, ${rounded(figures.worstTimerMs)} ms`],
    [
      'worst hand-over, behind a gateway in trouble',
      `${rounded(figures.worstHandOverMs)} ms, ${rounded(figures.worstBehindGatewayMs)} ms`,
    ],
  ];
}

/** @param {number | undefined} ms */
const rounded = (ms) => Math.round(ms ?? 0);

/** @param {[string, string][]} rows */
const table = (rows) => ['| figure | value |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)];

/** @param {string[]} names @returns {Record<string, number>} */
function countBy(names) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** @param {Record<string, number>} counts */
function tellCounts(counts) {
  const parts = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const sum = parts.reduce((total, [, count]) => total + count, 0);
  return parts.length === 0 ? '0' : `${sum}: ${parts.map(([name, count]) => `${name} ${count}`).join(', ')}`;
}
