/** What stands around every page: the rail or the phone's bar, the line to the pager, the keys. */
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Live } from '../live/live.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { KeyQuestion } from './key-question.tsx';
import { KeySheet } from './key-sheet.tsx';
import { LostBand } from './lost-band.tsx';
import { PLACES, type Place } from './places.ts';
import { PreviewBand } from './preview-band.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';
import { Shortcuts, useShortcut } from './shortcuts.tsx';
import { Tab } from './tab.tsx';
import { useFocusPage } from './use-focus-page.ts';

export function Shell() {
  return (
    <Live>
      <Shortcuts>
        <Frame />
      </Shortcuts>
    </Live>
  );
}

function Frame() {
  const [areKeysShown, setKeysShown] = useState(false);
  const page = useRef<HTMLElement>(null);
  useFocusPage(page);
  useShortcut('?', 'Show these keys', () => setKeysShown(true));
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#page">
        To the page
      </a>
      <Tab />
      {PLACES.map((place) => (
        <GoTo key={place.to} place={place} />
      ))}
      <Rail onKeys={() => setKeysShown(true)} />
      <main ref={page} className={classes.main} id="page" tabIndex={-1}>
        <LostBand />
        <PreviewBand />
        <Outlet />
      </main>
      <BottomBar />
      <KeyQuestion />
      <KeySheet opened={areKeysShown} onClose={() => setKeysShown(false)} />
    </div>
  );
}

function GoTo({ place: { to, name, key } }: { place: Place }) {
  const navigate = useNavigate();
  useShortcut(`g ${key}`, `Go to ${name}`, () => navigate({ to }));
  return null;
}
