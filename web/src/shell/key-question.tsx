/** The question for the key, in front of whatever needs it: what was begun goes on once it is answered. */
import { Button, Modal, PasswordInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { whenKeyNeeded } from '../api/ask-for-key.ts';
import { presentKey } from '../api/session.ts';
import { fieldErrors } from '../fields/problem-fields.ts';
import classes from './key-question.module.css';
import '@mantine/core/styles/PasswordInput.css';

export function KeyQuestion() {
  const [answer, setAnswer] = useState<((isGiven: boolean) => void) | null>(null);
  const [key, setKey] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const latest = useRef(answer);
  latest.current = answer;
  useEffect(
    () =>
      whenKeyNeeded(
        () =>
          new Promise((resolve) => {
            setKey('');
            setRefusal(null);
            setAnswer(() => resolve);
          }),
      ),
    [],
  );
  const end = (isGiven: boolean) => {
    latest.current?.(isGiven);
    setAnswer(null);
  };
  const present = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await presentKey(key.trim());
      end(true);
    } catch (error) {
      const { fields, whole } = fieldErrors(error, { '/key': 'key' });
      setRefusal(fields.key ?? whole);
    }
  };
  return (
    <Modal opened={answer !== null} onClose={() => end(false)} title="The key again, please" centered>
      <form className={classes.form} onSubmit={present}>
        <p>Twelve hours have gone since you presented it. Looking and answering go on without it; changing needs it.</p>
        <PasswordInput
          label="Key"
          data-autofocus
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={refusal}
        />
        <Button type="submit">Go on</Button>
      </form>
    </Modal>
  );
}
