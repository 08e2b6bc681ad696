/**
 * What happened, as a story: oldest first, each line with its time, and for every
 * notification why it was sent. What a notification came to stands beneath the level
 * that caused it.
 */
import { Link } from '@tanstack/react-router';
import type { Incident, TimelineEntry } from '../api/types.ts';
import { Moment } from '../time/moment.tsx';
import { type StoryLine, storyOf } from './story.ts';
import classes from './timeline.module.css';

export function Timeline({ lines, incident }: { lines: TimelineEntry[]; incident: Incident }) {
  return (
    <ol className={classes.lines}>
      {storyOf(lines, incident.notifications).map((line) => (
        <Line key={line.key} line={line} policyId={incident.policy.id} />
      ))}
    </ol>
  );
}

function Line({ line: { at, tone, text, why, revision, told }, policyId }: { line: StoryLine; policyId: string }) {
  return (
    <li className={classes.line} data-tone={tone}>
      <span className={classes.time}>{at !== null && <Moment at={at} seconds />}</span>
      <div className={classes.what}>
        <p>{text}</p>
        {why && (
          <p className={classes.why}>
            {why}
            {revision !== null && (
              <>
                , by{' '}
                <Link to="/policies/$id" params={{ id: policyId }} search={{ revision: String(revision) }}>
                  revision {revision}
                </Link>
              </>
            )}
          </p>
        )}
        {told.length > 0 && (
          <ul className={classes.told}>
            {told.map(({ id, who, outcome, words }) => (
              <li key={id} data-outcome={outcome}>
                <span>{who}</span> <span className={classes.words}>{words}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
