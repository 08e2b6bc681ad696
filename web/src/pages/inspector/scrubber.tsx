/** The recording on one line of time, in the colours of its states: a tick for each event, and a head to drag. */
import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { PointerEvent } from 'react';
import type { MachineStep, StateBox } from '../../api/inspector-queries.ts';
import { clockWithSeconds, momentOf } from '../../time/words.ts';
import { stepAt, stretchesOf } from './recording.ts';
import classes from './scrubber.module.css';
import { type Playing, SPEEDS } from './use-playing.ts';

const EDGE = 6;
const LINE_Y = 17;

export function Scrubber({
  steps,
  states,
  step,
  until,
  at,
  now,
  playing,
  onStep,
}: {
  steps: readonly MachineStep[];
  states: readonly StateBox[];
  /** That is shown. */
  step: number;
  /** Epoch ms: the end of the line. */
  until: number;
  /** Epoch ms: where the head stands. */
  at: number;
  /** Epoch ms: what was not today has its day. */
  now: number;
  playing: Playing;
  onStep: (step: number) => void;
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const from = Date.parse(steps[0]?.at ?? '');
  const span = Math.max(1, until - from);
  const xOf = (time: number) => EDGE + (Math.min(Math.max(time - from, 0), span) / span) * (width - 2 * EDGE);
  const seek = ({ currentTarget, clientX, buttons, type }: PointerEvent<SVGSVGElement>) => {
    if (type === 'pointermove' && buttons === 0) return;
    const share = (clientX - currentTarget.getBoundingClientRect().left - EDGE) / (width - 2 * EDGE);
    onStep(nearestStep(steps, from + share * span, span / width));
  };
  const shown = steps[step];
  return (
    <div className={classes.scrubber}>
      <div className={classes.row}>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => (playing.at === null ? playing.start(at) : playing.stop())}
          aria-label={playing.at === null ? 'Play' : 'Stop'}
        >
          {playing.at === null ? '▶' : '❚❚'}
        </Button>
        {SPEEDS.map((speed) => (
          <Button
            key={speed}
            size="compact-sm"
            variant={speed === playing.speed ? 'default' : 'subtle'}
            aria-pressed={speed === playing.speed}
            onClick={() => playing.setSpeed(speed)}
          >
            ×{speed}
          </Button>
        ))}
        <span className={classes.hint}>
          <kbd>←</kbd> <kbd>→</kbd> a step, <kbd>space</kbd> plays
        </span>
        <span className={classes.times}>
          {momentOf(from, now, { withSeconds: true })} to {momentOf(until, now, { withSeconds: true })}
        </span>
      </div>
      <div
        ref={ref}
        className={classes.line}
        role="slider"
        tabIndex={0}
        aria-label="Step"
        aria-valuemin={1}
        aria-valuemax={steps.length}
        aria-valuenow={step + 1}
        aria-valuetext={shown ? `Step ${step + 1}, ${clockWithSeconds(Date.parse(shown.at))}` : ''}
      >
        {width > 0 && (
          <svg width={width} height={34} onPointerDown={seek} onPointerMove={seek} aria-hidden="true">
            {stretchesOf(steps, states, until).map((stretch) => (
              <rect
                key={`${stretch.from} ${stretch.tone}`}
                className={classes.stretch}
                data-tone={stretch.tone}
                x={xOf(stretch.from)}
                width={Math.max(0, xOf(stretch.to) - xOf(stretch.from))}
                y={LINE_Y - 5}
                height={10}
                rx={2}
              />
            ))}
            {steps.map(({ at: time, changed }, index) => (
              <line
                // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other name than its place
                key={index}
                className={classes.tick}
                data-quiet={!changed}
                x1={xOf(Date.parse(time))}
                x2={xOf(Date.parse(time))}
                y1={changed ? 5 : 9}
                y2={changed ? 29 : 25}
              />
            ))}
            <rect className={classes.head} x={xOf(at) - 1.5} y={1} width={3} height={32} rx={1.5} />
          </svg>
        )}
      </div>
    </div>
  );
}

/** Of several at nearly the same moment the one that is nearest; else the one before. @param msPerPixel */
function nearestStep(steps: readonly MachineStep[], at: number, msPerPixel: number): number {
  const before = stepAt(steps, at);
  const next = steps[before + 1];
  return next && Date.parse(next.at) - at < 6 * msPerPixel ? before + 1 : before;
}
