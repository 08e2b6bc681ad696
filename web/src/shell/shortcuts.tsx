/**
 * Keys that act. A page names its own while it is open, and the `?` sheet shows exactly
 * those. A key typed into a field belongs to the field. A sequence is two keys, the
 * second within a second and a half ("g n").
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';

const SEQUENCE_MS = 1_500;

export interface Shortcut {
  keys: string;
  words: string;
  act: () => void;
}

interface Registry {
  add(shortcut: Shortcut): () => void;
  all(): readonly Shortcut[];
  subscribe(listener: () => void): () => void;
  press(keys: string): boolean;
}

const RegistryContext = createContext<Registry | null>(null);

export function Shortcuts({ children }: { children: ReactNode }) {
  const registry = useMemo(createRegistry, []);
  useEffect(() => listen(registry), [registry]);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** While the component is there. */
export function useShortcut(keys: string, words: string, act: () => void): void {
  const registry = useContext(RegistryContext);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => registry?.add({ keys, words, act: () => latest.current() }), [registry, keys, words]);
}

export function useShortcuts(): readonly Shortcut[] {
  const registry = useContext(RegistryContext);
  return useSyncExternalStore(registry?.subscribe ?? noSubscription, () => registry?.all() ?? NONE);
}

const NONE: readonly Shortcut[] = [];
const noSubscription = () => () => undefined;

function createRegistry(): Registry {
  let shortcuts: readonly Shortcut[] = [];
  const listeners = new Set<() => void>();
  const become = (next: readonly Shortcut[]) => {
    shortcuts = next;
    for (const listener of listeners) listener();
  };
  return {
    add(shortcut) {
      become([...shortcuts, shortcut]);
      return () => become(shortcuts.filter((each) => each !== shortcut));
    },
    all: () => shortcuts,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    press(keys) {
      const found = shortcuts.findLast((each) => each.keys === keys);
      found?.act();
      return found !== undefined;
    },
  };
}

function listen(registry: Registry): () => void {
  let first: { key: string; at: number } | null = null;
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isForAField(event.target)) return;
    const { key } = event;
    const sequence = first && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${key}` : null;
    first = { key, at: event.timeStamp };
    if ((sequence && registry.press(sequence)) || registry.press(key)) {
      event.preventDefault();
      first = null;
    }
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** Or for a dialog, which has the keyboard while it is open. */
const isForAField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null);
