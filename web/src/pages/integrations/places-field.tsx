/** Where one thing stands in what a tool sends: places, the first that holds something counts, and texts of one's own behind them. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { InputError } from '../../api/problem.ts';
import { errorAt } from '../../fields/error-at.ts';
import classes from './mapping.module.css';
import { type DraftPlace, newPlace } from './mapping-draft.ts';

const PLACES_MAX = 10;
/** The places of the body that is tried, as the browser offers them. */
export const KNOWN_PLACES = 'known-places';

export function PlacesField({
  name,
  words,
  example,
  places,
  pointer,
  errors,
  withText = true,
  onChange,
}: {
  name: string;
  /** What is done where no place is given. */
  words: string;
  example: string;
  places: readonly DraftPlace[];
  pointer: string;
  errors: readonly InputError[];
  withText?: boolean;
  onChange: (places: DraftPlace[]) => void;
}) {
  const isFull = places.length >= PLACES_MAX;
  return (
    <fieldset className={classes.part}>
      <legend>{name}</legend>
      {places.length === 0 && <p className={classes.words}>{words}</p>}
      <ol className={classes.places}>
        {places.map((place, index) => (
          <PlaceRow
            key={place.key}
            place={place}
            name={`${name}, ${index === 0 ? 'place' : `fallback ${index}`}`}
            lead={index === 0 ? 'at' : 'else'}
            example={example}
            error={errorAt(errors, `${pointer}/${index}`)}
            onChange={(value) => onChange(places.map((each) => (each === place ? { ...place, value } : each)))}
            onRemove={() => onChange(places.filter((each) => each !== place))}
          />
        ))}
      </ol>
      <div className={classes.add}>
        <Button
          size="compact-sm"
          variant="subtle"
          disabled={isFull}
          aria-label={places.length === 0 ? `${name}: say where it stands` : `${name}: add a fallback`}
          onClick={() => onChange([...places, newPlace('place')])}
        >
          {places.length === 0 ? 'Say where it stands' : 'Add a fallback'}
        </Button>
        {withText && (
          <Button
            size="compact-sm"
            variant="subtle"
            disabled={isFull}
            aria-label={`${name}: add a text of your own`}
            onClick={() => onChange([...places, newPlace('text')])}
          >
            Add a text
          </Button>
        )}
      </div>
    </fieldset>
  );
}

function PlaceRow({
  place: { kind, value },
  name,
  lead,
  example,
  error,
  onChange,
  onRemove,
}: {
  place: DraftPlace;
  name: string;
  lead: string;
  example: string;
  error: string | undefined;
  onChange: (value: string) => void;
  onRemove: () => void;
}) {
  const isPlace = kind === 'place';
  return (
    <li className={classes.place}>
      <span className={classes.lead}>{isPlace ? lead : `${lead === 'at' ? '' : `${lead} `}the text`}</span>
      <TextInput
        aria-label={isPlace ? name : `${name}, a text`}
        classNames={isPlace ? { input: classes.mono ?? '' } : {}}
        placeholder={isPlace ? example : 'Something is wrong'}
        value={value}
        error={error}
        {...(isPlace && { list: KNOWN_PLACES, spellCheck: false, autoCapitalize: 'off' })}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <ActionIcon variant="subtle" aria-label={`Remove: ${name}`} title="Remove" onClick={onRemove}>
        ✕
      </ActionIcon>
    </li>
  );
}
