/** Whoever is about to leave what was changed and not saved is asked first; the browser asks when its tab is closed. */
import { Button, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import classes from './editor.module.css';

export function Unsaved({ isChanged }: { isChanged: boolean }) {
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => isChanged && current.pathname !== next.pathname,
    enableBeforeUnload: isChanged,
    withResolver: true,
  });
  return (
    <Modal opened={leaving.status === 'blocked'} onClose={() => leaving.reset?.()} title="Not saved yet" centered>
      <p>What you changed here is not saved. Elsewhere it is lost.</p>
      <div className={classes.leaving}>
        <Button onClick={() => leaving.reset?.()} data-autofocus>
          Stay here
        </Button>
        <Button variant="danger" onClick={() => leaving.proceed?.()}>
          Leave without it
        </Button>
      </div>
    </Modal>
  );
}
