/** One integration: its lines with the key filled in while it is known, and its requests as they arrive. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { wordsOf } from '../../api/problem.ts';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { Band } from '../../shell/band.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import {
  type Integration,
  type IntegrationWithKey,
  integrationQueries,
  removeIntegration,
  rotateKey,
} from './integration-queries.ts';
import classes from './integrations.module.css';
import { Requests } from './requests.tsx';
import { TOOLS } from './tools.ts';

const PLACEHOLDER = 'KEY';

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
  const newKey = async () => {
    try {
      onKey(await rotateKey(id));
      notifyDone('There is a new key. The one before it counts for one more day.');
    } catch (failure) {
      notifyFailed('There is no new key', failure);
    }
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
        <Button variant="default" onClick={newKey}>
          New key
        </Button>
      </PageHead>
      <Lines integration={made ?? data} keyText={made?.key ?? null} endsWith={data.keys[0]?.endsWith} />
      <Requests id={id} />
    </>
  );
}

function Lines({
  integration: { type, url },
  keyText,
  endsWith,
}: {
  integration: Integration;
  keyText: string | null;
  endsWith: string | undefined;
}) {
  const tool = TOOLS[type];
  const key = keyText ?? PLACEHOLDER;
  const text = tool.lines({ url: url.replace('{key}', key), key });
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    notifyDone('The lines are copied.');
  };
  return (
    <section className={classes.lines} aria-label="The lines to paste">
      <h2>{tool.where}</h2>
      <pre>{text}</pre>
      <div className={classes.acts}>
        <Button variant="default" onClick={copy}>
          Copy
        </Button>
        <p className={classes.dim}>
          {keyText === null
            ? `KEY is what was shown when it was made; it ends with ${endsWith ?? 'what nobody knows'}. With “New key” it stands here again.`
            : 'The key is shown now, and never again.'}
        </p>
      </div>
    </section>
  );
}

function titleOf({ name, accepted, refused, lastUsedAt }: Integration): string {
  const count = Object.values(refused).reduce((sum, each) => sum + each, 0);
  if (lastUsedAt === null && count === 0) return `${name}: nothing came yet.`;
  return `${name}: ${accepted} ${accepted === 1 ? 'request' : 'requests'} taken${count > 0 ? `, ${count} refused` : ''}.`;
}
