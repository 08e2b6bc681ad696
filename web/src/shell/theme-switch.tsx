/** Dark, light, or as the machine is set; and how close the rows stand. */
import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { applyDensity, density } from './density.ts';
import { PlaceIcon } from './place-icon.tsx';

const NEXT = { auto: 'dark', dark: 'light', light: 'auto' } as const;
const WORDS = { auto: 'Colours: as this machine is set', dark: 'Colours: dark', light: 'Colours: light' } as const;
const ICONS = {
  auto: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm0 0v14',
  dark: 'M15.5 12.5A6.5 6.5 0 0 1 7.5 4.5a6.5 6.5 0 1 0 8 8z',
  light:
    'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
} as const;

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [rows, setRows] = useState(density);
  const toggleRows = () => {
    const next = rows === 'compact' ? 'roomy' : 'compact';
    applyDensity(next);
    setRows(next);
  };
  return (
    <span>
      <ActionIcon
        variant="subtle"
        size={32}
        onClick={() => setColorScheme(NEXT[colorScheme])}
        aria-label={WORDS[colorScheme]}
        title={WORDS[colorScheme]}
      >
        <PlaceIcon path={ICONS[colorScheme]} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        size={32}
        onClick={toggleRows}
        aria-pressed={rows === 'compact'}
        aria-label="Compact rows"
        title={rows === 'compact' ? 'Rows: compact' : 'Rows: roomy'}
      >
        <PlaceIcon path={rows === 'compact' ? 'M4 5h12M4 8.3h12M4 11.6h12M4 15h12' : 'M4 5h12M4 10h12M4 15h12'} />
      </ActionIcon>
    </span>
  );
}
