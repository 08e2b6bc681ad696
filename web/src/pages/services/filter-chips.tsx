/** Filters that one can see: by state with its count, and what the address filters by besides. */
import type { ReactNode } from 'react';
import type { Overview, Service } from '../../api/types.ts';
import { StateShape } from '../../state/state-mark.tsx';
import classes from './services.module.css';

const STATES = [
  { state: 'exhausted', word: 'Exhausted' },
  { state: 'escalating', word: 'Escalating' },
  { state: 'acked', word: 'Acknowledged' },
  { state: 'healthy', word: 'Healthy' },
] as const;
const LABELS_SHOWN = 4;
const number = new Intl.NumberFormat('en-GB');

type Filter = Record<string, string | undefined>;

export function FilterChips({
  services,
  overview,
  filter,
  onChange,
}: {
  services: Service[];
  overview: Overview | undefined;
  filter: Filter;
  onChange: (change: Filter) => void;
}) {
  return (
    <fieldset className={classes.chips}>
      <legend className={classes.legend}>Filters</legend>
      {STATES.map(({ state, word }) => (
        <Chip key={state} isOn={filter.state === state} onTap={(isOn) => onChange({ state: isOn ? state : undefined })}>
          <StateShape state={state} />
          {word}
          {overview && <span className={classes.count}>{number.format(overview.services[state])}</span>}
        </Chip>
      ))}
      {labelsOf(services, filter.label).map((label) => (
        <Chip key={label} isOn={filter.label === label} onTap={(isOn) => onChange({ label: isOn ? label : undefined })}>
          {label.replace(':', ': ')}
        </Chip>
      ))}
      {filter.escalationPolicyId && (
        <Chip isOn onTap={() => onChange({ escalationPolicyId: undefined })}>
          policy: {filter.escalationPolicyId}
        </Chip>
      )}
    </fieldset>
  );
}

function Chip({ isOn, onTap, children }: { isOn: boolean; onTap: (isOn: boolean) => void; children: ReactNode }) {
  return (
    <button type="button" className={classes.chip} aria-pressed={isOn} onClick={() => onTap(!isOn)}>
      {children}
    </button>
  );
}

/** The labels that most of what is shown has, and the one that is chosen. */
function labelsOf(services: Service[], chosen: string | undefined): string[] {
  const counts = new Map<string, number>();
  for (const { labels } of services) {
    for (const [name, value] of Object.entries(labels)) {
      const label = `${name}:${value}`;
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  }
  const common = [...counts]
    .filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1])
    .slice(0, LABELS_SHOWN)
    .map(([label]) => label);
  return chosen === undefined || common.includes(chosen) ? common : [chosen, ...common];
}
