/** Each state's shape, word and colour, in one place: the mark, the tab's icon and the track draw from it. */
export type ShownState = 'exhausted' | 'escalating' | 'acked' | 'healthy' | 'closed' | 'muted' | 'unreadable';

interface Shape {
  word: string;
  /** SVG in a box of 16; `currentColor` is the state's. */
  drawing: string;
  /** In a colour that tabs of either brightness let through. */
  tabColour: string;
}

const TICK = '<path d="M3 8.5l3.2 3.2L13 5" fill="none" stroke="currentColor" stroke-width="2"/>';

export const SHAPES: Record<ShownState, Shape> = {
  exhausted: {
    word: 'Exhausted',
    drawing:
      '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor"/><path d="M5.5 5.5l5 5m0-5l-5 5" stroke="var(--cut, #fff)" stroke-width="2"/>',
    tabColour: '#E0234E',
  },
  escalating: {
    word: 'Escalating',
    drawing: '<path d="M8 1.5L15.5 15H.5z" fill="currentColor"/>',
    tabColour: '#FFB224',
  },
  acked: {
    word: 'Acknowledged',
    drawing:
      '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>',
    tabColour: '#2F86E8',
  },
  healthy: { word: 'Healthy', drawing: TICK, tabColour: '#7F8B9B' },
  closed: { word: 'Closed', drawing: TICK, tabColour: '#7F8B9B' },
  muted: {
    word: 'Muted',
    drawing:
      '<circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3.4 2.4"/>',
    tabColour: '#7F8B9B',
  },
  unreadable: {
    word: 'Unreadable',
    drawing:
      '<path d="M2 2h12v12H2z" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 4.5v4m0 1.8v1.6" stroke="currentColor" stroke-width="2"/>',
    tabColour: '#E0234E',
  },
};

/** Loudest first. */
export const LOUDNESS: Record<ShownState, number> = {
  exhausted: 0,
  unreadable: 1,
  escalating: 2,
  acked: 3,
  muted: 4,
  healthy: 5,
  closed: 6,
};
