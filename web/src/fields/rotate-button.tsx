/** Puts a new key or secret in the place of one, which counts on for as long as its users need to learn the new one. */
import { Button, Modal, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { notifyFailed } from '../notices/notices.tsx';
import { ActButton } from './act-button.tsx';
import classes from './rotate-button.module.css';

const OVERLAPS = [
  { value: '1d', label: 'One day' },
  { value: '1h', label: 'One hour' },
  { value: '7d', label: 'Seven days' },
  { value: '30d', label: '30 days' },
  { value: '0s', label: 'No time: it is worth nothing from now on' },
];

export function RotateButton({
  thing,
  still,
  rotate,
}: {
  /** "key", "secret" */
  thing: string;
  /** What the one before it does on: "The key before it counts for" */
  still: string;
  rotate: (overlap: string) => Promise<unknown>;
}) {
  const [isAsking, setAsking] = useState(false);
  const [overlap, setOverlap] = useState('1d');
  const act = async () => {
    try {
      await rotate(overlap);
      setAsking(false);
    } catch (error) {
      notifyFailed(`There is no new ${thing}`, error);
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        New {thing}
      </Button>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title={`A new ${thing}`} centered>
        <div className={classes.form}>
          <NativeSelect
            label={still}
            value={overlap}
            data={OVERLAPS}
            data-autofocus
            onChange={({ currentTarget }) => setOverlap(currentTarget.value)}
          />
          <div className={classes.acts}>
            <ActButton act={act}>Make it</ActButton>
            <Button variant="subtle" onClick={() => setAsking(false)}>
              Cancel
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
