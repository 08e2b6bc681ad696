/** What changed, line by line: what was added, removed, and what became what. */
import classes from './differences.module.css';
import type { Difference } from './policy-difference.ts';

const SIGNS = { added: '+', removed: '−', changed: '~' } as const;
const ALOUD = { added: 'added', removed: 'removed', changed: 'changed' } as const;

export function Differences({ of }: { of: readonly Difference[] }) {
  if (of.length === 0) return <p className={classes.none}>No difference in what it does.</p>;
  return (
    <ul className={classes.lines}>
      {of.map(({ where, kind, text }) => (
        <li key={`${where}${kind}${text}`} data-kind={kind}>
          <span className={classes.sign} role="img" aria-label={ALOUD[kind]}>
            {SIGNS[kind]}
          </span>
          <span className={classes.where}>{where}</span>
          <code>{text}</code>
        </li>
      ))}
    </ul>
  );
}
