/** A state as a shape, a word and a colour; the shape alone must do. */
import { html, raw } from 'hono/html';
import type { Html } from './page-html.ts';

export type ShownState = 'healthy' | 'escalating' | 'exhausted' | 'acked' | 'closed' | 'unreadable';

const TICK = '<path d="M3 8.5l3.2 3.2L13 5" fill="none" stroke="currentColor" stroke-width="2"/>';

const SHAPES: Record<ShownState, string> = {
  exhausted:
    '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor"/><path d="M5.5 5.5l5 5m0-5l-5 5" stroke="#FFF" stroke-width="2"/>',
  escalating: '<path d="M8 1.5L15.5 15H.5z" fill="currentColor"/>',
  acked:
    '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>',
  healthy: TICK,
  closed: TICK,
  unreadable:
    '<path d="M2 2h12v12H2z" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 4.5v4m0 1.8v1.6" stroke="currentColor" stroke-width="2"/>',
};

const WORDS: Record<ShownState, string> = {
  exhausted: 'Exhausted',
  escalating: 'Escalating',
  acked: 'Acknowledged',
  healthy: 'Healthy',
  closed: 'Closed',
  unreadable: 'Unreadable',
};

/** In colours that a tab strip of either brightness lets through. */
const ICON_COLOURS: Record<ShownState, string> = {
  exhausted: '#E0234E',
  escalating: '#FFB224',
  acked: '#2F86E8',
  healthy: '#7F8B9B',
  closed: '#7F8B9B',
  unreadable: '#E0234E',
};

export function stateMark(state: ShownState): Html {
  const shape = raw(`<svg viewBox="0 0 16 16" aria-hidden="true">${SHAPES[state]}</svg>`);
  return html`<span class="state s-${state}">${shape}${WORDS[state]}</span>`;
}

/** The shape as the icon of the tab. */
export function stateIcon(state: ShownState): string {
  const drawing = SHAPES[state].replaceAll('currentColor', ICON_COLOURS[state]);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${drawing}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
