/** An incident as Markdown, for a post-mortem: times in UTC, since its readers sit in several places. Pure. */
import type { Incident, TimelineEntry } from '../api/types.ts';
import { lengthOf, utcOf } from '../time/words.ts';
import { fullTarget } from '../track/target-words.ts';
import { storyOf } from './story.ts';

/** @param lines newest first, as the API gives them */
export function incidentMarkdown(incident: Incident, lines: TimelineEntry[], address: string): string {
  const { id, serviceName, openedAt, ackedAt, ackedBy, closedAt, closedBy, alerts, policy } = incident;
  const since = (at: string) => lengthOf(Date.parse(at) - Date.parse(openedAt));
  const facts = [
    `- Opened: ${utcOf(Date.parse(openedAt))}`,
    ackedAt === null
      ? '- Not acknowledged'
      : `- Acknowledged: after ${since(ackedAt)}${ackedBy ? `, by ${ackedBy}` : ''}`,
    closedAt === null ? '- Still open' : `- Closed: after ${since(closedAt)}${closedBy ? `, by ${closedBy}` : ''}`,
    `- Policy: ${escaped(policy.name ?? policy.id)}${policy.revision === null ? '' : `, revision ${policy.revision}`}`,
    `- Levels told: ${new Set(incident.notifications.map(({ cycle, level }) => `${cycle}.${level}`)).size} of ${incident.levels}`,
  ];
  const story = storyOf(lines, incident.notifications).flatMap(({ at, text, why, revision, told }) => [
    `- ${at === null ? '…' : `**${utcOf(Date.parse(at)).slice(11, 19)}**`} ${escaped(text)}${why ? ` (${why}${revision === null ? '' : `, by revision ${revision}`})` : ''}`,
    ...told.map(({ who, words }) => `  - ${escaped(who)}: ${escaped(words)}`),
  ]);
  return [
    `# ${escaped(serviceName)}: ${escaped(alerts[0]?.summary ?? firstWords(lines))}`,
    '',
    `Incident [${id}](${address})`,
    '',
    ...facts,
    '',
    '## What happened (UTC)',
    '',
    ...story,
    '',
    '## Who was told',
    '',
    '| when | level | who | how it ended |',
    '| --- | --- | --- | --- |',
    ...incident.notifications.map(
      ({ createdAt, level, cycle, target, state, reason }) =>
        `| ${utcOf(Date.parse(createdAt)).slice(11, 19)} | ${level}${cycle > 1 ? ` (run ${cycle})` : ''} | ${cell(fullTarget(target))} | ${state}${reason ? `: ${cell(reason)}` : ''} |`,
    ),
    '',
  ].join('\n');
}

/** What alerts say must not become headings or tables of ours. */
const escaped = (text: string) => text.replaceAll(/[\\`*_#[\]<>]/g, '\\$&').replaceAll('\n', ' ');
const cell = (text: string) => escaped(text).replaceAll('|', '\\|');

function firstWords(lines: TimelineEntry[]): string {
  const opened = lines.find(({ type }) => type === 'opened');
  return typeof opened?.data.summary === 'string' ? opened.data.summary : 'incident';
}
