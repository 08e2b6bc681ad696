/** Filters of the list, all of them in the address. */
import classes from '../services/services.module.css';

type Filter = Record<string, string | undefined>;

const STATES = [
  { value: 'exhausted,escalating,acked', word: 'Open' },
  { value: 'closed', word: 'Closed' },
] as const;
const DAY = 86_400_000;
const SPANS = [
  { word: 'Last day', days: 1 },
  { word: 'Last week', days: 7 },
  { word: 'Last month', days: 30 },
] as const;

export function IncidentFilters({ filter, onChange }: { filter: Filter; onChange: (change: Filter) => void }) {
  const chip = (word: string, isOn: boolean, change: Filter) => (
    <button key={word} type="button" className={classes.chip} aria-pressed={isOn} onClick={() => onChange(change)}>
      {word}
    </button>
  );
  return (
    <fieldset className={classes.chips}>
      <legend className={classes.legend}>Filters</legend>
      {STATES.map(({ value, word }) =>
        chip(word, filter.state === value, { state: filter.state === value ? undefined : value }),
      )}
      {SPANS.map(({ word, days }) => {
        // A day is as exact as a view of weeks needs to be, and the same address all day long.
        const since = new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
        return chip(word, filter.since === since, { since: filter.since === since ? undefined : since });
      })}
      {filter.service && chip(`service: ${filter.service} ✕`, true, { service: undefined })}
    </fieldset>
  );
}
