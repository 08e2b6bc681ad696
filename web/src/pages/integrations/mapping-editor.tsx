/** How a body of any form is read: for each thing of an alert the places where it stands. No code: nothing of it runs. */
import { TagsInput, Textarea, TextInput } from '@mantine/core';
import type { InputError } from '../../api/problem.ts';
import { errorAt } from '../../fields/error-at.ts';
import classes from './mapping.module.css';
import { type DraftPlace, type MappingDraft, type Part, pointerOf } from './mapping-draft.ts';
import { KNOWN_PLACES, PlacesField } from './places-field.tsx';
import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';

const WORDS: Record<Part, { name: string; words: string; example: string }> = {
  summary: { name: 'What is wrong', words: 'As usual: summary, title, message and the like.', example: '/title' },
  key: {
    name: 'The key that tells alerts apart',
    words: 'As usual: key, dedup_key, alias, id and the like; else what is wrong.',
    example: '/alert/id',
  },
  action: { name: 'What happened', words: 'As usual: action, state, status and the like.', example: '/state' },
  severity: { name: 'How bad it is', words: 'As usual: severity, priority, level.', example: '/priority' },
  details: { name: 'Details', words: 'All that the tool said.', example: '/fields' },
  link: { name: 'A link', words: 'As usual: link, url.', example: '/link' },
  by: { name: 'Who acknowledged', words: 'As usual: by, user, owner.', example: '/user/name' },
};

interface Editing {
  mapping: MappingDraft;
  errors: readonly InputError[];
  onChange: (mapping: MappingDraft) => void;
}

export function MappingEditor({ mapping, errors, onChange, known }: Editing & { known: readonly string[] }) {
  const editing = { mapping, errors, onChange };
  return (
    <div className={classes.mapping}>
      <datalist id={KNOWN_PLACES}>
        {known.map((place) => (
          <option key={place} value={place} />
        ))}
      </datalist>
      <TextInput
        label="A list of alerts"
        description="Where it stands, if one request holds several. The places below are looked for in each of them then."
        placeholder="/alerts"
        classNames={{ input: classes.mono ?? '' }}
        list={KNOWN_PLACES}
        value={mapping.list}
        error={errorAt(errors, '/settings/mapping/list')}
        onChange={({ currentTarget }) => onChange({ ...mapping, list: currentTarget.value })}
      />
      <PartField part="summary" {...editing} />
      <PartField part="key" {...editing} />
      <PartField part="action" {...editing} />
      {mapping.places.action.length > 0 && <ActionWords {...editing} />}
      <PartField part="severity" {...editing} />
      {mapping.places.severity.length > 0 && <SeverityWords {...editing} />}
      <PartField part="details" {...editing} />
      <PartField part="link" {...editing} />
      <PartField part="by" {...editing} />
    </div>
  );
}

function PartField({ part, mapping, errors, onChange }: Editing & { part: Part }) {
  const become = (places: DraftPlace[]) => onChange({ ...mapping, places: { ...mapping.places, [part]: places } });
  return (
    <PlacesField
      {...WORDS[part]}
      places={mapping.places[part]}
      pointer={pointerOf(part)}
      errors={errors}
      withText={part !== 'action'}
      onChange={become}
    />
  );
}

const ACTION_WORDS = [
  { name: 'resolve', label: 'It is resolved where that is' },
  { name: 'ack', label: 'It is acknowledged where that is' },
  { name: 'ignore', label: 'It is only noted where that is' },
] as const;

/** All else is an alert. */
function ActionWords({ mapping, errors, onChange }: Editing) {
  return (
    <div className={classes.below}>
      {ACTION_WORDS.map(({ name, label }) => (
        <TagsInput
          key={name}
          label={label}
          value={mapping[name]}
          error={errorAt(errors, `/settings/mapping/action/${name}`)}
          onChange={(words) => onChange({ ...mapping, [name]: words })}
        />
      ))}
      <p className={classes.words}>Enter or a comma ends a word. Everything else is an alert.</p>
    </div>
  );
}

function SeverityWords({ mapping, errors, onChange }: Editing) {
  return (
    <div className={classes.below}>
      <Textarea
        label="Words of the tool’s own"
        description="One a line: critical, error, warning or info stands behind the equals sign. Usual words need not be here."
        placeholder="P1 = critical"
        autosize
        minRows={2}
        value={mapping.severities}
        error={errorAt(errors, '/settings/mapping/severity/values')}
        onChange={({ currentTarget }) => onChange({ ...mapping, severities: currentTarget.value })}
      />
    </div>
  );
}
