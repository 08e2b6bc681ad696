/** A machine that has no actor yet: its chart, as it would begin. */
import type { Machine } from '../../api/inspector-queries.ts';
import classes from './inspector.module.css';
import { momentOf } from './moment-of.ts';
import { Stage } from './stage.tsx';

const WORDS: Record<string, string> = {
  'monitored-service': 'There is no service yet. Each one is an actor of this machine.',
  heartbeat: 'There is no heartbeat yet. Each one is an actor of this machine.',
  webhook: 'No webhook has told anything in the last week. Each has an actor of this machine for each incident.',
};

export function NoActor({ machine: { id, chart } }: { machine: Machine }) {
  const nothing = { active: [], taken: [], timers: [] };
  const moment = momentOf(chart, nothing, new Map(), { at: 0, step: 'none' });
  return (
    <div className={classes.whole}>
      <div className={classes.recorder}>
        <p className={classes.empty}>{WORDS[id] ?? 'There is no actor of this machine yet.'}</p>
        <Stage layout={chart} moment={moment} label="The machine" isCopy={false} />
      </div>
    </div>
  );
}
