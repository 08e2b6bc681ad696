/** The browser's tab: the count in the loudest state's shape and colour, and what runs out first: "(2) 3:41 Checkout DB". */
import { useEffect, useSyncExternalStore } from 'react';
import { SHAPES, type ShownState } from '../state/shapes.ts';
import { useNow } from '../time/now.ts';
import { countdownOf, lengthOf } from '../time/words.ts';
import { pageTitle } from './page-title.ts';
import { useCalling } from './use-calling.ts';

export function Tab() {
  const { count, loudest, first } = useCalling();
  const now = useNow();
  const page = useSyncExternalStore(pageTitle.subscribe, pageTitle.current);
  const prefix = first ? `(${count}) ${figureOf(first, now)}${first.serviceName} · ` : '';
  useEffect(() => {
    document.title = `${prefix}${page || 'Pager'}`;
  }, [prefix, page]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) icon.href = count === 0 ? '/icon.svg' : iconOf(loudest, count);
  }, [loudest, count]);
  return null;
}

function figureOf(
  { state, nextEscalationAt, openedAt }: { state: string; nextEscalationAt: string | null; openedAt: string },
  now: number,
): string {
  if (state === 'escalating' && nextEscalationAt) return `${countdownOf(Date.parse(nextEscalationAt) - now)} `;
  return state === 'exhausted' ? `${lengthOf(now - Date.parse(openedAt))} ` : '';
}

function iconOf(state: ShownState, count: number): string {
  const { drawing, tabColour } = SHAPES[state];
  const badge =
    count > 1
      ? `<circle cx="11.6" cy="11.6" r="4.4" fill="#14181D"/><text x="11.6" y="14.1" font-family="sans-serif" font-weight="700" font-size="7" fill="#fff" text-anchor="middle">${count > 9 ? '9+' : count}</text>`
      : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${drawing.replaceAll('currentColor', tabColour).replaceAll('var(--cut, #fff)', '#fff')}${badge}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
