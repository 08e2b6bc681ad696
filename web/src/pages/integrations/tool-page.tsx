/** One integration: its lines with the key filled in while it is known, its settings, what a body would do, and its requests as they arrive. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { wordsOf } from '../../api/problem.ts';
import { RotateButton } from '../../fields/rotate-button.tsx';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { Band } from '../../shell/band.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Moment } from '../../time/moment.tsx';
import {
  type Integration,
  type IntegrationWithKey,
  integrationQueries,
  removeIntegration,
  rotateKey,
} from './integration-queries.ts';
import classes from './integrations.module.css';
import { Requests } from './requests.tsx';
import { ToolLines } from './tool-lines.tsx';
import { Workbench } from './workbench.tsx';

export function ToolPage({
  id,
  made,
  onKey,
}: {
  id: string;
  /** With its key, while that is known: it was made, or got a new key, on this page. */
  made: IntegrationWithKey | null;
  onKey: (made: IntegrationWithKey | null) => void;
}) {
  const { data, error } = useQuery(integrationQueries.one(id));
  const client = useQueryClient();
  const navigate = useNavigate();
  const rotate = async (overlap: string) => {
    onKey(await rotateKey(id, overlap));
    await client.invalidateQueries({ queryKey: ['integration', id] });
    notifyDone('There is a new key. It stands in the lines.');
  };
  const remove = async () => {
    try {
      await removeIntegration(id);
      await client.invalidateQueries({ queryKey: ['integrations'] });
      notifyDone('It is removed. Whoever uses its key is refused from now on.');
      navigate({ to: '/integrations', search: {} });
    } catch (failure) {
      notifyFailed('Nothing was removed', failure);
    }
  };
  if (error) return <Band title="This integration can’t be read.">{wordsOf(error)}</Band>;
  if (!data) return <PageHead title="Reading the integration …" />;
  return (
    <>
      <PageHead title={titleOf(data)} tab={data.name} sub={<Link to="/integrations">All integrations</Link>}>
        <TwoTaps variant="subtle" sure="Really remove it" act={remove}>
          Remove
        </TwoTaps>
        <RotateButton thing="key" still="The key before it counts for" rotate={rotate} />
      </PageHead>
      <ToolLines integration={made ?? data} keyText={made?.key ?? null} endsWith={data.keys[0]?.endsWith} />
      <OlderKeys keys={data.keys.slice(1)} />
      <Workbench integration={data} />
      <Requests integration={data} />
    </>
  );
}

function OlderKeys({ keys }: { keys: Integration['keys'] }) {
  if (keys.length === 0) return null;
  return (
    <ul className={classes.olderKeys}>
      {keys.map(({ endsWith, expiresAt }) => (
        <li key={endsWith}>
          The key that ends with <code>{endsWith}</code> counts
          {expiresAt === null ? ' as well.' : <Until at={expiresAt} />}
        </li>
      ))}
    </ul>
  );
}

const Until = ({ at }: { at: string }) => (
  <>
    {' until '}
    <Moment at={at} />.
  </>
);

function titleOf({ name, accepted, refused, lastUsedAt }: Integration): string {
  const count = Object.values(refused).reduce((sum, each) => sum + each, 0);
  if (lastUsedAt === null && count === 0) return `${name}: nothing came yet.`;
  return `${name}: ${accepted} ${accepted === 1 ? 'request' : 'requests'} taken${count > 0 ? `, ${count} refused` : ''}.`;
}
