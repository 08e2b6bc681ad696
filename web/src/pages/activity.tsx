/** What the pager does: messages and how each ended, timers that are to come, previews, and the queues behind it. */
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { queries } from '../api/queries.ts';
import { PageHead } from '../shell/page-head.tsx';
import { activityQueries } from './activity/activity-queries.ts';
import { Messages } from './activity/messages.tsx';
import { Outbox } from './activity/outbox.tsx';
import { Queues } from './activity/queues.tsx';
import { type Tab, Tabs } from './activity/tabs.tsx';
import { Timers } from './activity/timers.tsx';

const PARTS = { messages: Messages, timers: Timers, previews: Outbox, queues: Queues } as const;
type Part = keyof typeof PARTS;

export function ActivityPage() {
  const { tab = 'messages' } = useSearch({ strict: false });
  const current: Part = isPart(tab) ? tab : 'messages';
  const { data: outbox } = useQuery(queries.outbox());
  const { data: unsent } = useQuery(activityQueries.unsent());
  const { data: channels } = useQuery(activityQueries.preview());
  const failed = unsent?.items.filter(({ state }) => state !== 'pending').length ?? 0;
  const retried = unsent?.items.filter(({ state, reason }) => state === 'pending' && reason !== null).length ?? 0;
  const tabs: Tab[] = [
    { id: 'messages', name: 'Messages' },
    { id: 'timers', name: 'Timers' },
    { id: 'previews', name: 'Previews', count: outbox?.items.length },
    { id: 'queues', name: 'Queues' },
  ];
  const Shown = PARTS[current];
  return (
    <>
      <PageHead
        title={titleOf(current, {
          failed: unsent && failed,
          retried,
          written: outbox?.items.length ?? 0,
          isPreview: channels?.preview === true,
        })}
        tab="Activity"
      />
      <Tabs to="/activity" tabs={tabs} current={current} />
      <Shown />
    </>
  );
}

const isPart = (tab: string): tab is Part => tab in PARTS;

function titleOf(
  part: Part,
  {
    failed,
    retried,
    written,
    isPreview,
  }: { failed: number | undefined; retried: number; written: number; isPreview: boolean },
): string {
  if (part === 'timers') return 'What happens next, unless somebody acts.';
  if (part === 'queues') return 'The queues that wake the pager up.';
  if (part === 'previews') {
    return written === 0
      ? 'No message waits here.'
      : `${written} ${written === 1 ? 'message was' : 'messages were'} written, and not sent.`;
  }
  if (failed === undefined) return 'What was sent, and to whom.';
  if (failed > 0)
    return failed === 1
      ? 'One message of the last day reached nobody.'
      : `${failed} messages of the last day reached nobody.`;
  if (retried > 0)
    return retried === 1
      ? 'One message has not got through yet, and is tried again.'
      : `${retried} messages have not got through yet, and are tried again.`;
  return isPreview ? 'Nobody is paged: messages are previews only.' : 'Every message of the last day got through.';
}
