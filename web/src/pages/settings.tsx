/** How the pager is set up: its channels and a test of each, API keys, and who is signed in where. */
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { queries } from '../api/queries.ts';
import type { Channel } from '../api/types.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type Tab, Tabs } from './activity/tabs.tsx';
import { ApiKeys } from './settings/api-keys.tsx';
import { Channels } from './settings/channels.tsx';
import { Sessions } from './settings/sessions.tsx';

const PARTS = { channels: Channels, keys: ApiKeys, sessions: Sessions } as const;
type Part = keyof typeof PARTS;
const TABS: readonly Tab[] = [
  { id: 'channels', name: 'Channels' },
  { id: 'keys', name: 'API keys' },
  { id: 'sessions', name: 'Sessions' },
];

export function SettingsPage() {
  const { tab = 'channels' } = useSearch({ strict: false });
  const current: Part = isPart(tab) ? tab : 'channels';
  const { data } = useQuery(queries.channels());
  const Shown = PARTS[current];
  return (
    <>
      <PageHead title={titleOf(data?.items)} tab="Settings" />
      <Tabs to="/settings" tabs={TABS} current={current} />
      <Shown />
    </>
  );
}

const isPart = (tab: string): tab is Part => tab in PARTS;
const NAMES: Record<string, string> = { email: 'e-mail', sms: 'SMS', webhook: 'webhooks' };

function titleOf(channels: Channel[] | undefined): string {
  const configured = channels?.filter((channel) => channel.configured);
  if (!configured) return 'Settings';
  if (configured.length === 0) return 'Nobody can be paged yet: no channel is set up.';
  const failing = configured.filter(({ failingSince }) => failingSince !== null);
  const list = (all: Channel[]) => all.map(({ name }) => NAMES[name] ?? name).join(' and ');
  if (failing.length > 0) return `Nothing gets through by ${list(failing)}.`;
  return `People are paged by ${list(configured)}.`;
}
