/** What a level or a target is dragged by; with the keyboard it is moved by the arrow keys. */
import type { PointerEvent } from 'react';
import classes from './editor.module.css';

export function DragHandle({
  name,
  onStep,
  onDrag,
}: {
  name: string;
  /** -1 up, 1 down. */
  onStep: (by: -1 | 1) => void;
  onDrag: (event: PointerEvent) => void;
}) {
  return (
    <button
      type="button"
      className={classes.handle}
      aria-label={`Move ${name}: arrow keys up and down`}
      title="Drag, or arrow keys"
      onPointerDown={onDrag}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
        if (by === null) return;
        event.preventDefault();
        onStep(by);
      }}
    >
      <svg viewBox="0 0 10 16" width="10" height="16" aria-hidden="true">
        <path d="M2 3h.01M8 3h.01M2 8h.01M8 8h.01M2 13h.01M8 13h.01" />
      </svg>
    </button>
  );
}
