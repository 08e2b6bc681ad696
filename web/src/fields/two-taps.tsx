/** A button for what can't be taken back: the first tap asks in place, the second does it; after some seconds it is as before. */
import { Button, type ButtonProps } from '@mantine/core';
import { useEffect, useState } from 'react';

const ASKING_MS = 5_000;

export function TwoTaps({
  children,
  sure,
  act,
  ...button
}: ButtonProps & {
  children: string;
  /** What the second tap is asked with: "Really close it?" */
  sure: string;
  act: () => Promise<void> | void;
}) {
  const [state, setState] = useState<'idle' | 'asking' | 'acting'>('idle');
  useEffect(() => {
    if (state !== 'asking') return;
    const timer = setTimeout(() => setState('idle'), ASKING_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const tap = async () => {
    if (state === 'idle') {
      setState('asking');
      return;
    }
    setState('acting');
    await act();
    setState('idle');
  };
  return (
    <Button
      {...button}
      variant={state === 'idle' ? (button.variant ?? 'default') : 'danger'}
      loading={state === 'acting'}
      onClick={tap}
      onBlur={() => state === 'asking' && setState('idle')}
    >
      {state === 'idle' ? children : sure}
    </Button>
  );
}
