/** The machine of a service in small, with the states that it is in now. */
import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { inspectorQueries, type StateBox } from '../../api/inspector-queries.ts';
import type { Service } from '../../api/types.ts';
import { type ArmedTimer, MachineChart } from '../../chart/machine-chart.tsx';
import { useNow } from '../../time/now.ts';
import { countdownOf } from '../../time/words.ts';
import classes from './service.module.css';

const MACHINE = 'monitored-service';
const NO_TIMERS: ArmedTimer[] = [];
const NOTHING_TAKEN: ReadonlySet<string> = new Set();

export function ServiceChart({ service }: { service: Service }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const now = useNow();
  const { data } = useQuery(inspectorQueries.machines());
  const chart = data?.items.find(({ id }) => id === MACHINE)?.chart;
  if (!chart) return null;
  const leaf = leafOf(chart.states, service.state);
  const due = service.incident?.nextEscalationAt;
  const notes = leaf && due ? { [leaf.id]: countdownOf(Date.parse(due) - now) } : {};
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2>Its state machine</h2>
        <Link to="/inspector" search={{ machine: MACHINE, actor: service.id }}>
          Inspect
        </Link>
      </div>
      <div ref={ref} className={classes.chart}>
        {width > 0 && (
          <MachineChart
            layout={chart}
            moment={{
              active: withParents(chart.states, leaf),
              taken: NOTHING_TAKEN,
              timers: NO_TIMERS,
              notes,
              at: now,
              step: service.state,
            }}
            label={`The state machine of ${service.name}, which is ${service.state}`}
            scale={Math.min(1, width / chart.width)}
          />
        )}
      </div>
    </section>
  );
}

/** By the tag that says what the API calls it, or by its own name. */
function leafOf(states: StateBox[], state: Service['state']): StateBox | undefined {
  return states.find(({ isLeaf, tags, key }) => isLeaf && (tags.includes(state) || key === state));
}

function withParents(states: StateBox[], leaf: StateBox | undefined): ReadonlySet<string> {
  const active = new Set<string>();
  for (let each = leaf; each; each = states.find(({ id }) => id === each?.parent)) active.add(each.id);
  return active;
}
