/**
 * The escalation track: filled marks are levels that were told, hollow ones are still
 * to come, the head is now. The same drawing for an open incident, for a story, and
 * for what a policy would do. It scales to its place; below 480 px it has no labels,
 * and its sentence stands beneath.
 */
import { useElementSize } from '@mantine/hooks';
import { clockOf } from '../time/words.ts';
import classes from './escalation-track.module.css';
import { type Placed, placePoints } from './place-points.ts';
import type { Track, TrackPoint } from './track-model.ts';

const NARROW = 480;
const LINE_Y = 10;
const RADIUS = 5;

export function EscalationTrack({
  track,
  timeOf = clockOf,
  sentence = 'narrow',
}: {
  track: Track;
  /** How a point's time is written; the clock unless given. */
  timeOf?: (at: number) => string;
  /** When its sentence is shown beneath: only where there is no room for labels, always, or never. */
  sentence?: 'narrow' | 'always' | 'never';
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const isNarrow = width < NARROW;
  const { placed, head, end } = placePoints(track, width, timeOf);
  const reached = head ?? (track.state === 'closed' ? (placed.at(-1)?.x ?? end) : end);
  const height = isNarrow ? 20 : 54;
  return (
    <div className={classes.track} data-state={track.state} ref={ref}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={aloud(track, timeOf)}
        >
          <line className={classes.rest} x1={6} x2={end} y1={LINE_Y} y2={LINE_Y} />
          <line className={classes.done} x1={6} x2={reached} y1={LINE_Y} y2={LINE_Y} />
          {head !== null && (
            <rect
              className={classes.head}
              x={-1}
              y={LINE_Y - 7}
              width={2}
              height={14}
              rx={1}
              transform={`translate(${head} 0)`}
            />
          )}
          {placed.map((each) => (
            <Point
              key={`${each.point.kind}${each.point.at}${each.point.title}`}
              placed={each}
              timeOf={timeOf}
              labels={!isNarrow}
              width={width}
            />
          ))}
        </svg>
      )}
      {(sentence === 'always' || (sentence === 'narrow' && isNarrow)) && width > 0 && (
        <p className={classes.sentence} aria-hidden="true">
          {track.sentence}
        </p>
      )}
    </div>
  );
}

function Point({
  placed: { point, x, label },
  timeOf,
  labels,
  width,
}: {
  placed: Placed;
  timeOf: (at: number) => string;
  labels: boolean;
  width: number;
}) {
  const textX = label?.anchor === 'start' ? Math.max(0, x - 6) : label?.anchor === 'end' ? width : x;
  return (
    <g className={classes.point} data-kind={point.kind} data-failed={isUnreached(point) || undefined}>
      <title>{pointWords(point, timeOf)}</title>
      <rect x={x - 10} y={0} width={20} height={20} fill="transparent" />
      <Mark kind={point.kind} x={x} />
      {labels && label && (
        <text className={classes.label} textAnchor={label.anchor} x={textX} y={LINE_Y + 23}>
          <tspan className={classes.time}>{label.lines[0]}</tspan>
          <tspan x={textX} dy={16}>
            {label.lines[1]}
          </tspan>
        </text>
      )}
    </g>
  );
}

function Mark({ kind, x }: { kind: TrackPoint['kind']; x: number }) {
  switch (kind) {
    case 'acked':
      return (
        <g transform={`translate(${x - 7} ${LINE_Y - 7}) scale(0.875)`} className={classes.acked}>
          <circle cx="8" cy="8" r="6.5" />
          <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" />
        </g>
      );
    case 'closed':
      return (
        <g transform={`translate(${x - 8} ${LINE_Y - 8})`} className={classes.closed}>
          <circle cx="8" cy="8" r="7" />
          <path d="M4.5 8.3l2.4 2.4L11.5 6" />
        </g>
      );
    case 'exhausted':
      return (
        <path
          className={classes.end}
          d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"
          transform={`translate(${x - 7} ${LINE_Y - 7}) scale(0.875)`}
        />
      );
    default:
      return <circle className={classes.dot} cx={x} cy={LINE_Y} r={RADIUS} />;
  }
}

const isUnreached = ({ kind, targets }: TrackPoint) =>
  kind === 'told' && targets.length > 0 && targets.every(({ outcome }) => outcome === 'failed');

function pointWords({ at, title, targets }: TrackPoint, timeOf: (at: number) => string): string {
  const people = targets.map(({ label, word }) => (word ? `${label} ${word}` : label)).join(', ');
  return `${timeOf(at)} ${title}${people ? `: ${people}` : ''}`;
}

const aloud = (track: Track, timeOf: (at: number) => string) =>
  [...track.points.map((point) => `${pointWords(point, timeOf)}.`), track.sentence].join(' ');
