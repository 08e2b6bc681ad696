/** What the page that is open calls itself; the tab puts what is calling before it. */
let title = '';
const listeners = new Set<() => void>();

export const pageTitle = {
  current: () => title,
  become(next: string): void {
    if (next === title) return;
    title = next;
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
