/** One arrow of a chart with its lines of text; the line of a transition just taken is lit, an armed timer has its pie. */
import type { Arrow, ShownTransition } from '../api/inspector-queries.ts';
import classes from './machine-chart.module.css';
import type { ChartMoment } from './machine-chart.tsx';
import { type Point, pieSlice, roundedPath } from './path.ts';

/** As the server has left room for. */
const LINE = 13;
const GAP = 4;
const TIP = 7;
const PIE_RADIUS = 4.5;

export function ChartArrow({ arrow, moment }: { arrow: Arrow; moment: ChartMoment }) {
  const line = roundedPath(arrow.points);
  const isTaken = arrow.transitions.some(({ id }) => moment.taken.has(id));
  return (
    <g className={classes.arrow} data-taken={isTaken} data-leaves={moment.active.has(arrow.from)}>
      <path className={classes.line} d={line} />
      <path className={classes.tip} d={tipOf(arrow.points)} />
      {isTaken && (
        <circle key={moment.step} className={classes.dot} r={4.5}>
          <animateMotion
            dur="0.6s"
            path={line}
            repeatCount="1"
            fill="freeze"
            calcMode="spline"
            keyTimes="0;1"
            keySplines="0.4 0 0.2 1"
          />
        </circle>
      )}
      <Label arrow={arrow} moment={moment} />
    </g>
  );
}

function Label({ arrow: { label, points, transitions }, moment }: { arrow: Arrow; moment: ChartMoment }) {
  const endsAtLine = isLeftOf(label.x + label.width / 2, points, label.y + label.height / 2);
  const x = endsAtLine ? label.x + label.width - 2 : label.x + 4;
  const shownTimers = new Set<string>();
  let below = label.y;
  return transitions.map((transition) => {
    const y = below;
    below += transition.lines.length * LINE + GAP;
    const timer = timerOf(transition, moment, shownTimers);
    const pie = { x: endsAtLine ? x - PIE_RADIUS : x + PIE_RADIUS, y: y + LINE / 2 };
    const room = timer ? PIE_RADIUS * 2 + 5 : 0;
    return (
      <g key={transition.id} data-taken={moment.taken.has(transition.id)} className={classes.transition}>
        {timer && (
          <g className={classes.pie}>
            <circle cx={pie.x} cy={pie.y} r={PIE_RADIUS} />
            <path d={pieSlice(pie, PIE_RADIUS, shareLeft(timer, moment.at))} />
          </g>
        )}
        <text y={y - 3} textAnchor={endsAtLine ? 'end' : 'start'}>
          {transition.lines.map((line, index) => (
            <tspan key={line} x={index === 0 && timer ? (endsAtLine ? x - room : x + room) : x} dy={LINE}>
              {line}
            </tspan>
          ))}
        </text>
      </g>
    );
  });
}

/** A timer has one pie, at the first of the transitions that it may cause. */
function timerOf({ event }: ShownTransition, { timers }: ChartMoment, shown: Set<string>) {
  const timer = timers.find((armed) => armed.event === event);
  if (!timer || shown.has(event)) return undefined;
  shown.add(event);
  return timer;
}

/** Whole where it is not known since when it runs. */
const shareLeft = ({ armedAt, dueAt }: { armedAt: number; dueAt: number }, at: number) =>
  dueAt <= armedAt ? 1 : Math.min(1, Math.max(0, (dueAt - at) / (dueAt - armedAt)));

/** Whether a label stands left of the piece of line that is beside it. */
function isLeftOf(middle: number, points: readonly Point[], y: number): boolean {
  const beside = points.flatMap((from, index) => {
    const to = points[index + 1];
    return to && Math.min(from.y, to.y) <= y && Math.max(from.y, to.y) >= y ? [(from.x + to.x) / 2] : [];
  });
  const nearest = (beside.length > 0 ? beside : points.map(({ x }) => x)).sort(
    (a, b) => Math.abs(a - middle) - Math.abs(b - middle),
  )[0];
  return nearest !== undefined && middle < nearest;
}

/** A triangle at the end of the line, in its direction. */
function tipOf(points: readonly Point[]): string {
  const end = points.at(-1);
  const before = points.at(-2);
  if (!end || !before) return '';
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const along = { x: (end.x - before.x) / length, y: (end.y - before.y) / length };
  const foot = { x: end.x - along.x * TIP, y: end.y - along.y * TIP };
  const half = TIP / 1.7;
  return `M${end.x},${end.y} L${foot.x - along.y * half},${foot.y + along.x * half} L${foot.x + along.y * half},${foot.y - along.x * half} Z`;
}
