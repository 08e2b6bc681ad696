/** A machine that keeps no history, or has none yet: as it is now. */
import type { ChartLayout, History } from '../../api/inspector-queries.ts';
import { Remembered } from './changes.tsx';
import classes from './inspector.module.css';
import { momentOf } from './moment-of.ts';
import { applyChanges } from './recording.ts';
import { Stage } from './stage.tsx';

export function StillActor({
  history: { now: stored },
  layout,
  now,
}: {
  history: History;
  layout: ChartLayout;
  now: number;
}) {
  const context = new Map<string, unknown>();
  applyChanges(context, stored.changes);
  const moment = momentOf(layout, { ...stored, taken: [] }, context, { at: now, step: 'now' });
  return (
    <div className={classes.recorder}>
      <p className={classes.empty}>There is nothing to play back: this machine shows what it is now.</p>
      <Stage layout={layout} moment={moment} label="The machine now" isCopy={false} />
      <div className={classes.side}>
        <Remembered context={context} />
      </div>
    </div>
  );
}
