/**
 * Signing in on a phone: a code for its camera, which holds a link that signs in once.
 * While the code is shown it waits for the phone, and says when it is there.
 */
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { wordsOf } from '../../api/problem.ts';
import { queries } from '../../api/queries.ts';
import { copyText } from '../../fields/copy-text.ts';
import { notifyDone } from '../../notices/notices.tsx';
import { Band } from '../../shell/band.tsx';
import { useNow } from '../../time/now.ts';
import { countdownOf } from '../../time/words.ts';
import classes from './phone-sign-in.module.css';
import { QrCode } from './qr-code.tsx';
import { settingsQueries, signInLinkQuery } from './settings-queries.ts';

const LOOK_EVERY_MS = 2_000;

export function PhoneSignIn() {
  const [isShown, setShown] = useState(false);
  const close = useCallback(() => setShown(false), []);
  return (
    <>
      <Button onClick={() => setShown(true)}>Sign in on a phone</Button>
      <Modal opened={isShown} onClose={close} title="Sign in on a phone" centered>
        <Code onSignedIn={close} />
      </Modal>
    </>
  );
}

function Code({ onSignedIn }: { onSignedIn: () => void }) {
  const { data: link, error, refetch } = useQuery(signInLinkQuery());
  const isLocal = useQuery(queries.overview()).data?.isPublicUrlLocal ?? false;
  const arrived = useArrival();
  const now = useNow();
  useEffect(() => {
    if (!arrived) return;
    notifyDone(arrived);
    onSignedIn();
  }, [arrived, onSignedIn]);
  if (error) return <Band title="There is no code.">{wordsOf(error)}</Band>;
  if (!link) return null;
  const left = Date.parse(link.expiresAt) - now;
  if (left <= 0) {
    return (
      <div className={classes.way}>
        <p>This code is too old.</p>
        <Button onClick={() => refetch()}>A new one</Button>
      </div>
    );
  }
  return (
    <div className={classes.way}>
      {isLocal && (
        <Band tone="bad" title="A phone can’t follow it.">
          <code>PUBLIC_URL</code> leads to this machine only.
        </Band>
      )}
      <QrCode text={link.url} label="A code for the phone’s camera" />
      <p>Point the phone’s camera at it. It signs in once, with your name and what you may do.</p>
      <p className={classes.dim}>Good for {countdownOf(left)}.</p>
      <Button variant="default" onClick={() => copyText(link.url, 'The link is copied. It signs in once.')}>
        Copy the link instead
      </Button>
    </div>
  );
}

/** "Ana is signed in (Chrome on Android)." of who was since it was first looked. */
function useArrival(): string | undefined {
  const { data } = useQuery({ ...settingsQueries.sessions(), refetchInterval: LOOK_EVERY_MS });
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (data) setKnown((before) => before ?? new Set(data.items.map(({ id }) => id)));
  }, [data]);
  const arrived = known ? data?.items.find(({ id }) => !known.has(id)) : undefined;
  return arrived && `${arrived.name} is signed in${arrived.device === null ? '' : ` (${arrived.device})`}.`;
}
