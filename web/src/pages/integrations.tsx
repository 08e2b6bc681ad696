/** The tools that speak to the pager: the lines to paste into each, what came from it, and who is refused and why. */
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { wordsOf } from '../api/problem.ts';
import { Band } from '../shell/band.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { Moment } from '../time/moment.tsx';
import { ConnectTool } from './integrations/connect-tool.tsx';
import { type Integration, type IntegrationWithKey, integrationQueries } from './integrations/integration-queries.ts';
import classes from './integrations/integrations.module.css';
import { RefusedList } from './integrations/refused-list.tsx';
import { refusedWords } from './integrations/refused-words.ts';
import { ToolPage } from './integrations/tool-page.tsx';
import { TOOLS } from './integrations/tools.ts';

export function IntegrationsPage() {
  const { id } = useSearch({ strict: false });
  const [made, setMade] = useState<IntegrationWithKey | null>(null);
  if (id !== undefined) return <ToolPage key={id} id={id} made={made?.id === id ? made : null} onKey={setMade} />;
  return <AllTools onMade={setMade} />;
}

function AllTools({ onMade }: { onMade: (made: IntegrationWithKey) => void }) {
  const { data, error } = useQuery(integrationQueries.all());
  return (
    <>
      <PageHead
        title={titleOf(data?.items)}
        tab="Integrations"
        sub="Point a tool that you already have at the pager: an address and a key are all it needs."
      />
      {error && <Band title="The integrations can’t be read.">{wordsOf(error)}</Band>}
      <ConnectTool onMade={onMade} />
      <ul className={classes.rows}>
        {data?.items.map((integration) => (
          <ToolRow key={integration.id} integration={integration} />
        ))}
      </ul>
      <RefusedList />
    </>
  );
}

function ToolRow({
  integration: { id, type, name, serviceId, rule, accepted, refused, lastUsedAt },
}: {
  integration: Integration;
}) {
  const words = refusedWords(refused);
  return (
    <li>
      <Link to="/integrations" search={{ id }} className={classes.row}>
        <span>
          <strong>{name}</strong>
          <span className={classes.line}>{TOOLS[type].name}</span>
        </span>
        <span className={classes.dim}>
          {rule === null
            ? `About ${serviceId}`
            : `About the service that the alert names${serviceId === null ? '' : `, else ${serviceId}`}`}
        </span>
        <span className={classes.dim}>
          {lastUsedAt === null ? 'Nothing came yet' : <LastHeard at={lastUsedAt} accepted={accepted} />}
          {words && <span className={classes.bad}>{words}</span>}
        </span>
      </Link>
    </li>
  );
}

const LastHeard = ({ at, accepted }: { at: string; accepted: number }) => (
  <>
    {accepted} taken, last <Moment at={at} />
  </>
);

function titleOf(integrations: Integration[] | undefined): string {
  if (!integrations) return 'Integrations';
  if (integrations.length === 0) return 'No tool speaks to the pager yet.';
  const silent = integrations.filter(({ lastUsedAt }) => lastUsedAt === null).length;
  const tools = integrations.length === 1 ? 'One tool speaks' : `${integrations.length} tools speak`;
  if (silent === integrations.length)
    return `${integrations.length === 1 ? 'One tool is' : `${silent} tools are`} set up, and nothing came yet.`;
  return silent === 0
    ? `${tools} to the pager.`
    : `${tools} to the pager. From ${silent === 1 ? 'one' : silent} nothing came yet.`;
}
