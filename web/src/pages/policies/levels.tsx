/** The levels of a draft, and in each its targets: added, removed, dragged, and moved by keys. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { InputError } from '../../api/problem.ts';
import classes from './editor.module.css';
import { LevelCard } from './level-card.tsx';
import { moveLevel, moveTarget, newLevel, type PolicyDraft, type TargetPlace } from './policy-draft.ts';
import { useDragging } from './use-dragging.ts';

const LEVELS_AT_MOST = 20;

export interface Moves {
  level(from: number, to: number): void;
  target(from: TargetPlace, to: TargetPlace): void;
}

export function Levels({
  draft,
  errors,
  onChange,
}: {
  draft: PolicyDraft;
  errors: readonly InputError[];
  onChange: (draft: PolicyDraft) => void;
}) {
  const [said, setSaid] = useState('');
  const moves: Moves = {
    level(from, to) {
      const moved = moveLevel(draft, from, to);
      if (moved === draft) return;
      onChange(moved);
      setSaid(`Level ${from + 1} is now level ${to + 1} of ${draft.levels.length}`);
    },
    target(from, to) {
      const moved = moveTarget(draft, from, to);
      if (moved === draft) return;
      onChange(moved);
      setSaid(`Now place ${to.index + 1} in level ${to.level + 1}`);
    },
  };
  const dragging = useDragging(moves);
  return (
    <>
      <ol className={classes.levels} {...dragging.listeners}>
        {draft.levels.map((level, index) => (
          <LevelCard
            key={level.key}
            draft={draft}
            index={index}
            errors={errors}
            onChange={onChange}
            moves={moves}
            dragging={dragging}
          />
        ))}
      </ol>
      <Button
        variant="default"
        className={classes.addLevel ?? ''}
        disabled={draft.levels.length >= LEVELS_AT_MOST}
        onClick={() => onChange({ ...draft, levels: [...draft.levels, newLevel()] })}
      >
        Add a level
      </Button>
      <p role="status" className={classes.aloud}>
        {said}
      </p>
    </>
  );
}
