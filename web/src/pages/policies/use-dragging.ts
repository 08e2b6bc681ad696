/**
 * Dragging with a mouse or a finger: what is dragged takes the place of what the pointer
 * is over, at once, so that one sees what one gets. Places are `data-drop-level` and
 * `data-drop-index` in the page.
 */
import { type PointerEvent, useState } from 'react';
import type { Moves } from './levels.tsx';
import type { TargetPlace } from './policy-draft.ts';

export type DragPlace = { level: number } | TargetPlace;

export interface Dragging {
  start(place: DragPlace, event: PointerEvent): void;
  isDragged(place: DragPlace): boolean;
  listeners: {
    onPointerMove(event: PointerEvent): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

export function useDragging(moves: Moves): Dragging {
  const [dragged, setDragged] = useState<DragPlace | null>(null);
  return {
    start(place, event) {
      if (event.button !== 0) return;
      // The list hears the pointer wherever it goes, also when the handle itself is moved away.
      (event.currentTarget.closest('ol') ?? event.currentTarget).setPointerCapture(event.pointerId);
      setDragged(place);
    },
    isDragged: (place) => dragged !== null && isSame(dragged, place),
    listeners: {
      onPointerMove({ clientX, clientY }) {
        if (!dragged) return;
        const over = placeAt(clientX, clientY, dragged);
        if (!over || isSame(over, dragged)) return;
        if ('index' in over && 'index' in dragged) moves.target(dragged, over);
        else moves.level(dragged.level, over.level);
        setDragged(over);
      },
      onPointerUp: () => setDragged(null),
      onPointerCancel: () => setDragged(null),
    },
  };
}

const isSame = (a: DragPlace, b: DragPlace) =>
  a.level === b.level && ('index' in a ? a.index : null) === ('index' in b ? b.index : null);

/** Null: over nothing where it could go. A target may also be over another level: then it goes to its end. */
function placeAt(x: number, y: number, dragged: DragPlace): DragPlace | null {
  const isTarget = 'index' in dragged;
  const found = document.elementFromPoint(x, y)?.closest(isTarget ? '[data-drop-level]' : 'ol > [data-drop-level]');
  if (!(found instanceof HTMLElement)) return null;
  const level = Number(found.dataset.dropLevel);
  if (!isTarget) return { level };
  const { dropIndex } = found.dataset;
  if (dropIndex !== undefined) return { level, index: Number(dropIndex) };
  return level === dragged.level ? null : { level, index: found.querySelectorAll('[data-drop-index]').length };
}
