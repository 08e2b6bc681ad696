/**
 * What happened, as a story: oldest first, each line with its time, and for every
 * notification why it was sent. What a notification came to stands beneath the level
 * that caused it.
 */
import type { Notification, TimelineEntry } from '../api/types.ts';
import { Moment } from '../time/moment.tsx';
import { type StoryLine, storyOf } from './story.ts';
import classes from './timeline.module.css';

export function Timeline({ lines, notifications }: { lines: TimelineEntry[]; notifications: Notification[] }) {
  return (
    <ol className={classes.lines}>
      {storyOf(lines, notifications).map((line) => (
        <Line key={line.key} line={line} />
      ))}
    </ol>
  );
}

function Line({ line: { at, tone, text, why, told } }: { line: StoryLine }) {
  return (
    <li className={classes.line} data-tone={tone}>
      <span className={classes.time}>{at !== null && <Moment at={at} seconds />}</span>
      <div className={classes.what}>
        <p>{text}</p>
        {why && <p className={classes.why}>{why}</p>}
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
