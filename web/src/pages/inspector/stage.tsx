/** The chart in the middle: fitted to its place, or larger and then moved so that what happens is in view. */
import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { ChartLayout } from '../../api/inspector-queries.ts';
import { type ChartMoment, MachineChart } from '../../chart/machine-chart.tsx';
import classes from './stage.module.css';

/** Below that its words can't be read. */
const READABLE = 0.76;
const LARGEST = 1.4;
const SCROLLBAR = 16;

export function Stage({
  layout,
  moment,
  label,
  isCopy,
}: {
  layout: ChartLayout;
  moment: ChartMoment;
  label: string;
  isCopy: boolean;
}) {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLElement>(null);
  const [isWhole, setWhole] = useState(false);
  const room = Math.max(0, width - SCROLLBAR);
  const fit = Math.min(room / layout.width, height / layout.height, LARGEST);
  // Unless the whole is asked for its width is what must be seen: along its height it goes with what happens.
  const large = Math.min(Math.max(room / layout.width, READABLE), Math.max(fit, 1));
  const scale = isWhole ? fit : large;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another step is shown
  useEffect(() => {
    const box = scroller.current;
    const leaf = layout.states.find(({ id, isLeaf }) => isLeaf && moment.active.has(id));
    if (!box || !leaf) return;
    box.scrollTo({
      left: (leaf.x + leaf.width / 2) * scale - box.clientWidth / 2,
      top: (leaf.y + leaf.height / 2) * scale - box.clientHeight / 2,
    });
  }, [moment.step, scale, layout, width]);
  return (
    <div className={classes.stage} data-copy={isCopy}>
      <div className={classes.room} ref={ref}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keys */}
        <section className={classes.scroller} ref={scroller} tabIndex={0} aria-label="Chart">
          {width > 0 && <MachineChart layout={layout} moment={moment} label={label} scale={scale} />}
        </section>
      </div>
      {(isCopy || fit < large) && (
        <div className={classes.foot}>
          {isCopy && <p className={classes.copy}>A copy. Nothing of this is stored, and nobody is told.</p>}
          {fit < large && (
            <Button className={classes.fit ?? ''} size="compact-sm" variant="subtle" onClick={() => setWhole(!isWhole)}>
              {isWhole ? 'Larger' : 'Whole chart'}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
