/** An actor of which no step is kept, or none yet: as it is now. */
import type { History, Machine } from '../../api/inspector-queries.ts';
import { Remembered } from './changes.tsx';
import classes from './inspector.module.css';
import { momentOf } from './moment-of.ts';
import { contextNow } from './recording.ts';
import { Stage } from './stage.tsx';

const WHY_NOTHING: Record<Machine['history'], string> = {
  incidents: 'No incident was opened here yet, so there is nothing to play back. This is what the machine is now.',
  changes: 'Nothing has changed here yet, so there is nothing to play back. This is what the machine is now.',
  none: 'This machine keeps no steps: what it is now is all that is known. It is looked at every two seconds.',
};

export function StillActor({ history, machine, now }: { history: History; machine: Machine; now: number }) {
  const { chart: layout } = machine;
  const context = contextNow(history);
  const moment = momentOf(layout, { ...history.now, taken: [] }, context, { at: now, step: 'now' });
  return (
    <div className={classes.whole}>
      <div className={classes.recorder}>
        <p className={classes.empty}>{WHY_NOTHING[machine.history]}</p>
        <Stage layout={layout} moment={moment} label="The machine now" isCopy={false} />
        <div className={classes.side}>
          <Remembered context={context} />
        </div>
      </div>
    </div>
  );
}
