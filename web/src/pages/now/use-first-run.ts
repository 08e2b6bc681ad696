/** Whether the way in is shown: until there was a first incident, and once it is shown until it was gone to its end. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../api/queries.ts';
import type { Overview } from '../../api/types.ts';

export function useFirstRun(overview: Overview | undefined): { isFirstRun: boolean; endFirstRun: () => void } {
  const mayBe = overview !== undefined && overview.services.total <= 1;
  const { data } = useQuery({ ...queries.firstIncident(), enabled: mayBe });
  const [isOn, setOn] = useState(false);
  const isNew =
    overview?.services.total === 0 || (mayBe && overview.services.healthy === 1 && data?.items.length === 0);
  if (!isOn && isNew) {
    setOn(true);
  }
  return { isFirstRun: isOn, endFirstRun: () => setOn(false) };
}
