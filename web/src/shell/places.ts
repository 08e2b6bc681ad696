/** Where one can go in the console: the rail, the phone's bar and the keys say the same. */
export interface Place {
  to:
    | '/'
    | '/incidents'
    | '/services'
    | '/policies'
    | '/activity'
    | '/inspector'
    | '/integrations'
    | '/webhooks'
    | '/settings';
  name: string;
  /** Pressed after `g`. */
  key: string;
  /** SVG path in a box of 20, drawn with a line. */
  icon: string;
}

export const PLACES: Place[] = [
  {
    to: '/',
    name: 'Now',
    key: 'n',
    icon: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm0 4.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z',
  },
  { to: '/incidents', name: 'Incidents', key: 'i', icon: 'M3 10h2.5l2-5 4 10 2.2-5H17' },
  { to: '/services', name: 'Services', key: 's', icon: 'M4 4h12v5H4zM4 11h12v5H4zM7 6.5h.01M7 13.5h.01' },
  { to: '/policies', name: 'Policies', key: 'p', icon: 'M4 5h6M4 10h9M4 15h12M13 5l2 0' },
  { to: '/activity', name: 'Activity', key: 'a', icon: 'M4 5.5h12v9H4zM4 6l6 5 6-5' },
  { to: '/inspector', name: 'Inspector', key: 'x', icon: 'M4 6h4v4H4zM12 10h4v4h-4zM8 8h2.5a1.5 1.5 0 0 1 1.5 1.5V12' },
  { to: '/integrations', name: 'Integrations', key: 'w', icon: 'M7 4v4m6-4v4M5 8h10v2a5 5 0 0 1-10 0zM10 15v2' },
  { to: '/webhooks', name: 'Webhooks', key: 'h', icon: 'M4 10h9M10 6.5l3.5 3.5-3.5 3.5M15 4.5v11' },
  { to: '/settings', name: 'Settings', key: ',', icon: 'M4 6h6m4 0h2M4 14h2m4 0h6M12 4v4M8 12v4' },
];
