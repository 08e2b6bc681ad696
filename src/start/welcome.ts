/** What a start says to the person who started it: where it is, where the key is, who is paged, and what is wrong with that. Pure. */
import type { AdminKey } from './admin-key.ts';
import { firstPageCommands, shownPath } from './first-page.ts';
import type { Paint } from './terminal.ts';

export interface Welcome {
  version: string;
  publicUrl: string;
  /** Where this machine reaches it. */
  localUrl: string;
  keyPlace: AdminKey['place'];
  /** Signs in once; null: nobody sits at a terminal. */
  signInUrl: string | null;
  /** What stands behind each channel; none is preview. */
  channels: { name: string; description: string }[];
  /** What an answered event survives. */
  guarantee: string;
  warnings: string[];
  /** Nothing is set up yet: it shows how to page somebody. */
  isNew: boolean;
}

export function welcomeLines(welcome: Welcome, paint: Paint): string[] {
  const { version, publicUrl, localUrl, keyPlace, signInUrl, channels, guarantee, warnings, isNew } = welcome;
  const reached = publicUrl === localUrl ? localUrl : `${localUrl}, in links ${publicUrl}`;
  return [
    paint('bold', `Pager ${version} is ready: ${reached}`),
    ...(signInUrl === null ? [] : [`  Sign in     ${signInUrl}  (once, within 15 minutes)`]),
    `  API key     ${keyLine(keyPlace)}`,
    ...(channels.length === 0
      ? previewLines(paint)
      : channels.map(({ name, description }) => channelLine(name, description))),
    `  Durability  ${guarantee}`,
    ...warnings.map((warning) => paint('red', `  WARNING     ${warning}`)),
    ...(channels.length > 0 && isOnLoopback(publicUrl)
      ? [paint('red', `  WARNING     ${loopbackWarning(publicUrl)}`)]
      : []),
    '',
    ...(isNew ? firstSteps(localUrl, keyPlace) : []),
  ];
}

export function isOnLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

function keyLine(place: AdminKey['place']): string {
  if (typeof place === 'object') return `${shownPath(place.file)} (\`npm run key\` makes a new one)`;
  return place === 'setting'
    ? 'the one that PAGER_ADMIN_KEY sets'
    : 'in the DATA_DIR of another node, which made it (`npm run key` makes a new one here)';
}

function previewLines(paint: Paint): string[] {
  return [
    `  Channels    none yet. ${paint('bold', 'Preview: nobody is paged')}, messages are printed here with their links.`,
    '              To page people, set SMTP_URL and MAIL_FROM, or an SMS gateway: see .env.example.',
  ];
}

function channelLine(name: string, description: string): string {
  return `  Channel     ${name}: ${description}`;
}

function loopbackWarning(publicUrl: string): string {
  return `people get links to ${publicUrl}, which work on this machine only. Set PUBLIC_URL to where they reach it.`;
}

function firstSteps(localUrl: string, keyPlace: AdminKey['place']): string[] {
  return [
    'Page somebody, from another terminal in this folder:',
    '',
    ...firstPageCommands(localUrl, keyPlace),
    '',
    'Or watch it escalate: npm run demo',
    '',
  ];
}
