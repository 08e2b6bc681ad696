/** A button that acts, and shows that it is acting. */
import { Button, type ButtonProps } from '@mantine/core';
import { type ReactNode, useState } from 'react';

export function ActButton({
  act,
  children,
  ...button
}: ButtonProps & { act: () => Promise<unknown>; children: ReactNode }) {
  const [isActing, setActing] = useState(false);
  const tap = async () => {
    setActing(true);
    await act().finally(() => setActing(false));
  };
  return (
    <Button {...button} loading={isActing} onClick={tap}>
      {children}
    </Button>
  );
}
