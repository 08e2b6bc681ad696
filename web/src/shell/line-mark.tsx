/** How the line to the pager stands, in one word. */
import type { LineState } from '../live/line.ts';
import classes from './line-mark.module.css';

const WORDS: Record<LineState, string> = { live: 'Live', connecting: 'Connecting …', lost: 'Connection lost' };

export function LineMark({ state }: { state: LineState }) {
  return (
    <span className={classes.line} data-line={state} role="status">
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <circle cx="5" cy="5" r="4" />
      </svg>
      {WORDS[state]}
    </span>
  );
}
