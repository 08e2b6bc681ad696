/** A note for whoever reads this later. */
import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type ActedOn, useActs } from '../api/acts.ts';
import classes from './note-form.module.css';

export function NoteForm({ incident, onKept }: { incident: ActedOn; onKept?: () => void }) {
  const acts = useActs();
  const [note, setNote] = useState('');
  const [isKeeping, setKeeping] = useState(false);
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    if (note.trim() === '') return;
    setKeeping(true);
    const isKept = await acts.note(incident, note.trim());
    setKeeping(false);
    if (!isKept) return;
    setNote('');
    onKept?.();
  };
  return (
    <form className={classes.form} onSubmit={keep}>
      <Textarea
        aria-label="A note"
        autoFocus={onKept !== undefined}
        placeholder="A note: what you saw, what you tried"
        autosize
        minRows={1}
        maxRows={8}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={isKeeping} disabled={note.trim() === ''}>
        Keep
      </Button>
    </form>
  );
}
