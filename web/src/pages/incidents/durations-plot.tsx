/**
 * A small plot: each incident a stem over the time it opened, on a scale of powers,
 * since seconds and days both occur. The disc is when somebody answered, the ring when
 * it was over. Tests are not in it.
 */
import { useElementSize } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import type { ListedIncident } from '../../api/types.ts';
import { pagerNow } from '../../time/now.ts';
import { lengthOf, momentOf } from '../../time/words.ts';
import classes from './durations-plot.module.css';
import { type IncidentTimes, timesOf } from './times.ts';

const HEIGHT = 116;
const LEFT = 52;
const BOTTOM = 20;
const TOP = 8;
const LINES = [10_000, 60_000, 600_000, 3_600_000, 36_000_000, 86_400_000, 864_000_000];
const ENOUGH = 3;

export function DurationsPlot({ incidents }: { incidents: ListedIncident[] }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const { each } = timesOf(incidents);
  const drawn = each.filter(({ ackMs, closeMs }) => ackMs !== null || closeMs !== null);
  if (drawn.length < ENOUGH) return null;
  return (
    <figure className={classes.plot} ref={ref}>
      {width > 0 && <Plot drawn={drawn} width={width} />}
      <figcaption className={classes.caption}>
        <span>
          <Mark className={classes.ack} /> until somebody answered
        </span>
        <span>
          <Mark className={classes.close} /> until it was closed
        </span>
      </figcaption>
    </figure>
  );
}

/** As it is drawn in the plot. */
function Mark({ className }: { className: string | undefined }) {
  return (
    <svg width={10} height={10} aria-hidden="true" className={classes.mark}>
      <circle className={className} cx={5} cy={5} r={3.5} />
    </svg>
  );
}

function Plot({ drawn, width }: { drawn: IncidentTimes[]; width: number }) {
  const navigate = useNavigate();
  const now = pagerNow();
  const times = drawn.map(({ incident }) => Date.parse(incident.openedAt));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const longest = Math.max(...drawn.map(({ ackMs, closeMs }) => Math.max(ackMs ?? 0, closeMs ?? 0)));
  const x = (at: number) => LEFT + 8 + ((at - from) / Math.max(1, to - from)) * (width - LEFT - 20);
  const y = (ms: number) => {
    const share = Math.log(Math.max(ms, 1_000) / 1_000) / Math.log(Math.max(longest, 60_000) / 1_000);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  };
  const lines = LINES.filter((ms) => ms <= longest * 1.1);
  return (
    <svg
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={`Time to answer and to close of ${drawn.length} incidents`}
    >
      {lines.slice(-4).map((ms) => (
        <g key={ms}>
          <line className={classes.grid} x1={LEFT} x2={width} y1={y(ms)} y2={y(ms)} />
          <text className={classes.axis} x={LEFT - 8} y={y(ms) + 4} textAnchor="end">
            {lengthOf(ms)}
          </text>
        </g>
      ))}
      {drawn.map(({ incident, ackMs, closeMs }) => {
        const at = x(Date.parse(incident.openedAt));
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: a shorter way to what the rows beneath link to
          <g
            key={incident.id}
            className={classes.stem}
            onClick={() => navigate({ to: '/incidents/$id', params: { id: incident.id } })}
          >
            <title>{`${incident.serviceName}, ${momentOf(Date.parse(incident.openedAt), now)}${ackMs === null ? '' : `, answered after ${lengthOf(ackMs)}`}${closeMs === null ? '' : `, closed after ${lengthOf(closeMs)}`}`}</title>
            <line x1={at} x2={at} y1={y(closeMs ?? ackMs ?? 0)} y2={HEIGHT - BOTTOM} />
            {closeMs !== null && <circle className={classes.close} cx={at} cy={y(closeMs)} r={3.5} />}
            {ackMs !== null && <circle className={classes.ack} cx={at} cy={y(ackMs)} r={3.5} />}
          </g>
        );
      })}
      <text className={classes.axis} x={LEFT} y={HEIGHT - 4}>
        {momentOf(from, now)}
      </text>
      <text className={classes.axis} x={width} y={HEIGHT - 4} textAnchor="end">
        {momentOf(to, now)}
      </text>
    </svg>
  );
}
