/** One level of a draft: who is told, and how long it waits for an answer. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { InputError } from '../../api/problem.ts';
import { errorAt } from '../../fields/error-at.ts';
import { DragHandle } from './drag-handle.tsx';
import classes from './editor.module.css';
import type { Moves } from './levels.tsx';
import { changeLevel, newTarget, type PolicyDraft } from './policy-draft.ts';
import { TargetRow } from './target-row.tsx';
import type { Dragging } from './use-dragging.ts';
import { readDuration, writeDuration } from './written-duration.ts';

export function LevelCard({
  draft,
  index,
  errors,
  onChange,
  moves,
  dragging,
}: {
  draft: PolicyDraft;
  index: number;
  errors: readonly InputError[];
  onChange: (draft: PolicyDraft) => void;
  moves: Moves;
  dragging: Dragging;
}) {
  const level = draft.levels[index];
  if (!level) return null;
  const pointer = `/levels/${index}`;
  const change = (next: Partial<typeof level>) => onChange(changeLevel(draft, index, next));
  return (
    <li className={classes.level} data-drop-level={index} data-dragged={dragging.isDragged({ level: index })}>
      <div className={classes.levelHead}>
        <DragHandle
          name={`level ${index + 1}`}
          onStep={(by) => moves.level(index, index + by)}
          onDrag={(event) => dragging.start({ level: index }, event)}
        />
        <h3>Level {index + 1}</h3>
        <ActionIcon
          variant="subtle"
          aria-label={`Remove level ${index + 1}`}
          title="Remove this level"
          disabled={draft.levels.length === 1}
          onClick={() => onChange({ ...draft, levels: draft.levels.filter((each) => each !== level) })}
        >
          ✕
        </ActionIcon>
      </div>
      <ul className={classes.targets}>
        {level.targets.map((target, place) => (
          <TargetRow
            key={target.key}
            draft={draft}
            place={{ level: index, index: place }}
            error={errorAt(errors, `${pointer}/targets/${place}`)}
            onChange={onChange}
            moves={moves}
            dragging={dragging}
          />
        ))}
      </ul>
      {level.targets.length === 0 && <p className={classes.nobody}>Nobody is told at this level yet.</p>}
      {errors.find((error) => error.pointer === `${pointer}/targets`) && (
        <p className={classes.error}>{errorAt(errors, `${pointer}/targets`)}</p>
      )}
      <div className={classes.levelFoot}>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => change({ targets: [...level.targets, newTarget(level.targets.at(-1)?.type)] })}
        >
          Add somebody
        </Button>
        <TextInput
          label="Waits for an answer"
          aria-label={`Level ${index + 1} waits for an answer`}
          classNames={{ root: classes.timeout ?? '', label: classes.timeoutLabel ?? '' }}
          value={level.ackTimeout}
          error={errorAt(errors, `${pointer}/ackTimeout`)}
          onChange={({ currentTarget }) => change({ ackTimeout: currentTarget.value })}
          onBlur={() => change({ ackTimeout: writeDuration(readDuration(level.ackTimeout) ?? level.ackTimeout) })}
        />
      </div>
    </li>
  );
}
