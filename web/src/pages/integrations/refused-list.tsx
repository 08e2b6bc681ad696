/** Who was refused lately, and why: what a tool sends wrongly must not be lost without a word. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { Moment } from '../../time/moment.tsx';
import classes from './integrations.module.css';

const SHOWN = 20;
const LOOK_EVERY_MS = 5_000;

export function RefusedList() {
  const { data } = useQuery({ ...queries.refusals(), staleTime: 0, refetchInterval: LOOK_EVERY_MS });
  const refused = data?.items.slice(0, SHOWN) ?? [];
  if (refused.length === 0) return null;
  return (
    <section className={classes.refused} aria-label="Refused requests">
      <h2>Refused lately</h2>
      <ol className={classes.rows}>
        {refused.map(({ at, method, route, serviceId, keyName, code, detail }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several may be refused within the same millisecond
          <li key={`${at} ${index}`} className={classes.request}>
            <span className={classes.dim}>
              <Moment at={at} seconds />
            </span>
            <span>
              <strong className={classes.bad}>✕ {code.replaceAll('_', ' ')}</strong> {detail}
              <span className={classes.line}>
                {method} {route}
                {serviceId !== null && `, service ${serviceId}`}
                {keyName !== null && `, key “${keyName}”`}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
