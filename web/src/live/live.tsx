/** The line to the pager for the whole console, and how it stands. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { createApplyChange } from './apply-change.ts';
import { type Line, type LineState, openLine } from './line.ts';

const LiveContext = createContext<Line | null>(null);

export function Live({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [line, setLine] = useState<Line | null>(null);
  useEffect(() => {
    const opened = openLine(createApplyChange(client));
    setLine(opened);
    return () => opened.close();
  }, [client]);
  return <LiveContext value={line}>{children}</LiveContext>;
}

const nothing = () => () => undefined;

export function useLineState(): LineState {
  const line = useContext(LiveContext);
  return useSyncExternalStore(line?.onState ?? nothing, () => line?.state() ?? 'connecting');
}
