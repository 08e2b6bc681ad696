/**
 * A machine as a picture, in one moment of its life: the states that are active are
 * filled, the transition just taken is thick and a dot runs along it, armed timers run
 * down as small pies. What it draws was laid out by the server; it decides no place.
 */
import type { ChartLayout, StateBox } from '../api/inspector-queries.ts';
import { ChartArrow } from './chart-arrow.tsx';
import classes from './machine-chart.module.css';
import { toneOf } from './tone.ts';

export interface ArmedTimer {
  /** The event that it will be: "xstate.after.ackTimeout.…". */
  event: string;
  /** Epoch ms. */
  armedAt: number;
  dueAt: number;
}

export interface ChartMoment {
  /** Ids of the states it is in, parents too. */
  active: ReadonlySet<string>;
  /** Ids of the transitions just taken. */
  taken: ReadonlySet<string>;
  timers: readonly ArmedTimer[];
  /** A line of words below the name of a state, by its id. */
  notes?: Readonly<Record<string, string>>;
  /** Epoch ms, what the timers are measured by. */
  at: number;
  /** Another one lets the dot run again. */
  step: string | number;
}

export function MachineChart({
  layout,
  moment,
  label,
  scale = 1,
}: {
  layout: ChartLayout;
  moment: ChartMoment;
  label: string;
  scale?: number;
}) {
  const tone = toneOf(layout.states, moment.active);
  return (
    <svg
      className={classes.chart}
      data-tone={tone}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      width={layout.width * scale}
      height={layout.height * scale}
      role="img"
      aria-label={label}
    >
      {layout.states.map((state) => (
        <State key={state.id} state={state} active={moment.active.has(state.id)} note={moment.notes?.[state.id]} />
      ))}
      {layout.arrows.map((arrow) => (
        <ChartArrow key={`${arrow.from} ${arrow.to}`} arrow={arrow} moment={moment} />
      ))}
    </svg>
  );
}

function State({ state, active, note }: { state: StateBox; active: boolean; note: string | undefined }) {
  const { x, y, width, height, key, isLeaf, isInitial, description } = state;
  const name = key.charAt(0).toUpperCase() + key.slice(1);
  return (
    <g className={classes.state} data-active={active} data-leaf={isLeaf} data-state-id={state.id}>
      <title>{description || name}</title>
      <rect x={x} y={y} width={width} height={height} rx={isLeaf ? 8 : 12} />
      {isInitial && <circle className={classes.initial} cx={x + 12} cy={y + (isLeaf ? 12 : 18)} r={3} />}
      {isLeaf ? (
        <>
          <text className={classes.leafName} x={x + width / 2} y={y + height / 2 + (note ? -2 : 4)}>
            {name}
          </text>
          {note && (
            <text className={classes.note} x={x + width / 2} y={y + height / 2 + 14}>
              {note}
            </text>
          )}
        </>
      ) : (
        <text className={classes.name} x={x + (isInitial ? 22 : 14)} y={y + 22}>
          {name}
        </text>
      )}
    </g>
  );
}
