/** Says of an incident that it only tries whether people are reached: nothing is wrong. */
import classes from './test-mark.module.css';

export function TestMark() {
  return (
    <span
      className={classes.mark}
      title="Somebody asked for it, to see whether a page arrives. It counts in no figure."
    >
      Test
    </span>
  );
}
