/** All services in one line, by state; a state that has any is never thinner than can be seen. */
import { Link } from '@tanstack/react-router';
import type { Overview } from '../../api/types.ts';
import classes from './state-bar.module.css';

const STATES = [
  { state: 'exhausted', word: 'exhausted' },
  { state: 'escalating', word: 'escalating' },
  { state: 'acked', word: 'acknowledged' },
  { state: 'healthy', word: 'healthy' },
] as const;
const number = new Intl.NumberFormat('en-GB');

export function StateBar({ overview: { services } }: { overview: Overview }) {
  return (
    <div className={classes.states}>
      <div className={classes.bar} aria-hidden="true">
        {STATES.filter(({ state }) => services[state] > 0).map(({ state }) => (
          <span key={state} data-state={state} style={{ flexGrow: services[state] }} />
        ))}
      </div>
      <ul className={classes.counts}>
        {STATES.filter(({ state }) => services[state] > 0 || state === 'healthy').map(({ state, word }) => (
          <li key={state}>
            <Link to="/services" search={{ state }}>
              <strong>{number.format(services[state])}</strong> {word}
            </Link>
          </li>
        ))}
        {services.test > 0 && (
          <li>
            <strong>{number.format(services.test)}</strong> under test
          </li>
        )}
      </ul>
    </div>
  );
}
