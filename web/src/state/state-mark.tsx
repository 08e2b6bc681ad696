/** A state as shape, word and colour; the shape alone must do. Without the word it has a name for those who listen. */
import { SHAPES, type ShownState } from './shapes.ts';
import classes from './state-mark.module.css';

export function StateMark({ state, word = true }: { state: ShownState; word?: boolean }) {
  const shape = SHAPES[state];
  return (
    <span className={classes.mark} data-state={state}>
      <StateShape state={state} label={word ? undefined : shape.word} />
      {word && shape.word}
    </span>
  );
}

export function StateShape({ state, label }: { state: ShownState; label?: string | undefined }) {
  return (
    <svg
      className={classes.shape}
      data-state={state}
      viewBox="0 0 16 16"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: the drawings are ours, and the tab's icon needs them as text
      dangerouslySetInnerHTML={{ __html: SHAPES[state].drawing }}
    />
  );
}
