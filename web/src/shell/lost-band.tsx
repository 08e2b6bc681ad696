/** The honest sign: what stands on the page is as old as the line has been silent. */
import { useEffect, useState } from 'react';
import { useLineState } from '../live/live.tsx';
import { pagerNow, useNow } from '../time/now.ts';
import { clockWithSeconds, lengthOf } from '../time/words.ts';
import { Band } from './band.tsx';

export function LostBand() {
  const state = useLineState();
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    if (state === 'lost') setSince((known) => known ?? pagerNow());
    if (state === 'live') setSince(null);
  }, [state]);
  return since === null ? null : <Lost since={since} />;
}

function Lost({ since }: { since: number }) {
  const now = useNow();
  return (
    <Band tone="bad" title="The connection to the pager is lost.">
      This page shows how things stood at {clockWithSeconds(since)}
      {now - since > 5_000 && `, ${lengthOf(now - since)} ago`}. It is trying again. Paging goes on without this page.
    </Band>
  );
}
