/** What was just done, said at the edge of the page, with a way back for ten seconds where there is one. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { wordsOf } from '../api/problem.ts';

const SECOND = 1_000;
export const UNDO_MS = 10 * SECOND;

export function notifyDone(message: string, undo?: { label?: string; act: () => void }): void {
  const id = notifications.show({
    message: (
      <span className="notice">
        <span>{message}</span>
        {undo && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              undo.act();
            }}
          >
            {undo.label ?? 'Undo'}
          </Button>
        )}
      </span>
    ),
    autoClose: undo ? UNDO_MS : 4 * SECOND,
    withBorder: true,
  });
}

/** @param what was being done, as in "Nothing was acknowledged" */
export function notifyFailed(what: string, error: unknown): void {
  notifications.show({
    title: what,
    message: wordsOf(error),
    className: 'noticeFailed',
    autoClose: 12 * SECOND,
    withBorder: true,
    role: 'alert',
  });
}
