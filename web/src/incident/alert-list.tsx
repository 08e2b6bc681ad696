/** The open alerts of an incident by their keys: what is broken, how often it was said, since when. */
import { useSourceNames } from '../api/source-names.ts';
import type { ListedIncident } from '../api/types.ts';
import { Moment } from '../time/moment.tsx';
import classes from './alert-list.module.css';
import { bySeverity } from './incident-words.ts';

const DEFAULT_KEY = 'default';
const SHOWN = 20;

export function AlertList({ incident: { alerts, openAlerts, overflowed } }: { incident: ListedIncident }) {
  const sorted = bySeverity(alerts);
  const nameOf = useSourceNames(sorted.some(({ source }) => source !== undefined));
  return (
    <>
      <ul className={classes.alerts}>
        {sorted.slice(0, SHOWN).map(({ key, summary, severity, source, count, firstAt, lastAt }) => (
          <li key={`${source ?? ''} ${key}`}>
            <p className={classes.summary}>{summary}</p>
            <p className={classes.dim}>
              <span className={classes.severity} data-severity={severity}>
                {severity}
              </span>{' '}
              · since <Moment at={firstAt} />
              {count > 1 && (
                <>
                  {' '}
                  · ×{count}, last <Moment at={lastAt} />
                </>
              )}
              {key !== DEFAULT_KEY && (
                <>
                  {' '}
                  · <code title={key}>{shownKey(key)}</code>
                </>
              )}
              {source && <> · from {nameOf(source)}</>}
            </p>
          </li>
        ))}
      </ul>
      {openAlerts > SHOWN && <p className={classes.dim}>and {openAlerts - Math.min(SHOWN, sorted.length)} more</p>}
      {overflowed && (
        <p className={classes.dim}>
          So many different alerts are open that they are no longer counted: only “Healthy” closes this incident.
        </p>
      )}
    </>
  );
}

/** Some tools make their keys by hashing: nobody reads those, and the whole of it is at hand. */
const shownKey = (key: string) => (/^[0-9a-f]{16,}$/.test(key) ? `${key.slice(0, 8)}…` : key);
