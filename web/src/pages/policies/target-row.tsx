/** One target of a level: by which channel, and where it arrives. */
import { ActionIcon, NativeSelect, TextInput } from '@mantine/core';
import { DragHandle } from './drag-handle.tsx';
import classes from './editor.module.css';
import type { Moves } from './levels.tsx';
import { changeLevel, changeTarget, type PolicyDraft, TARGET_KINDS, type TargetPlace } from './policy-draft.ts';
import type { Dragging } from './use-dragging.ts';

export function TargetRow({
  draft,
  place,
  error,
  onChange,
  moves,
  dragging,
}: {
  draft: PolicyDraft;
  place: TargetPlace;
  error: string | undefined;
  onChange: (draft: PolicyDraft) => void;
  moves: Moves;
  dragging: Dragging;
}) {
  const target = draft.levels[place.level]?.targets[place.index];
  if (!target) return null;
  const number = place.index + 1;
  const kind = TARGET_KINDS.find(({ type }) => type === target.type);
  const remove = () => {
    const targets = draft.levels[place.level]?.targets.filter((each) => each !== target) ?? [];
    onChange(changeLevel(draft, place.level, { targets }));
  };
  return (
    <li
      className={classes.target}
      data-drop-level={place.level}
      data-drop-index={place.index}
      data-dragged={dragging.isDragged(place)}
    >
      <DragHandle
        name={`target ${number} of level ${place.level + 1}`}
        onStep={(by) => moves.target(place, stepFrom(draft, place, by))}
        onDrag={(event) => dragging.start(place, event)}
      />
      {target.kept ? (
        <span className={classes.kept}>
          {target.type} <code>{JSON.stringify(target.kept)}</code>
        </span>
      ) : (
        <>
          <NativeSelect
            aria-label={`Channel of target ${number}, level ${place.level + 1}`}
            className={classes.kind ?? ''}
            value={target.type}
            data={TARGET_KINDS.map(({ type, label }) => ({ value: type, label }))}
            onChange={({ currentTarget }) => onChange(changeTarget(draft, place, { type: currentTarget.value }))}
          />
          <TextInput
            aria-label={`Target ${number} of level ${place.level + 1}`}
            className={classes.where ?? ''}
            placeholder={kind?.example ?? ''}
            inputMode={INPUT_MODES[target.type] ?? 'text'}
            value={target.value}
            error={error}
            onChange={({ currentTarget }) => onChange(changeTarget(draft, place, { value: currentTarget.value }))}
          />
        </>
      )}
      <ActionIcon
        variant="subtle"
        aria-label={`Remove target ${number} of level ${place.level + 1}`}
        title="Remove"
        onClick={remove}
      >
        ✕
      </ActionIcon>
    </li>
  );
}

const INPUT_MODES: Record<string, 'tel' | 'email' | 'url'> = { sms: 'tel', email: 'email', webhook: 'url' };

/** One place up or down; beyond the edge of its level into the next one. */
function stepFrom(draft: PolicyDraft, { level, index }: TargetPlace, by: number): TargetPlace {
  const count = draft.levels[level]?.targets.length ?? 0;
  if (index + by >= 0 && index + by < count) return { level, index: index + by };
  const next = level + by;
  return { level: next, index: by < 0 ? (draft.levels[next]?.targets.length ?? 0) : 0 };
}
