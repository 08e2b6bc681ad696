/** The mark: what is told, and the ring that waits for an answer. */
import classes from './brand.module.css';

export function Brand() {
  return (
    <span className={classes.brand}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle
          cx="10"
          cy="10"
          r="8.4"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeDasharray="38 15"
          strokeLinecap="round"
          transform="rotate(-52 10 10)"
        />
        <circle cx="10" cy="10" r="3.6" fill="var(--escalating-mark)" />
      </svg>
      Pager
    </span>
  );
}
