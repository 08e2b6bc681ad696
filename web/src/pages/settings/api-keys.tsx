/** API keys: made for one purpose each, shown once, taken back at any time. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Problem, wordsOf } from '../../api/problem.ts';
import { useMayAdminister } from '../../api/use-may-administer.ts';
import { ShownOnce } from '../../fields/shown-once.tsx';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { AdministratorsOnly } from '../../shell/administrators-only.tsx';
import { Band } from '../../shell/band.tsx';
import { Moment } from '../../time/moment.tsx';
import classes from './settings.module.css';
import { type ApiKey, createApiKey, revokeApiKey, type Scope, settingsQueries } from './settings-queries.ts';

const SCOPES: Record<Scope, { label: string; words: string }> = {
  ingest: { label: 'Ingest', words: 'sends alerts, and says that something is healthy' },
  respond: { label: 'Respond', words: 'reads everything, acknowledges and closes' },
  admin: { label: 'Administer', words: 'may do everything' },
};
const isScope = (text: string): text is Scope => text in SCOPES;

export function ApiKeys() {
  return useMayAdminister() ? <Keys /> : <AdministratorsOnly what="Keys are made and taken back" />;
}

function Keys() {
  const { data, error } = useQuery(settingsQueries.apiKeys());
  const [made, setMade] = useState<(ApiKey & { key: string }) | null>(null);
  return (
    <>
      {made ? (
        <ShownOnce
          title={`The key for “${made.name}”. It is shown this once: only its hash is stored.`}
          label="The new key"
          secret={made.key}
          onDone={() => setMade(null)}
        />
      ) : (
        <MakeKey onMade={setMade} />
      )}
      {error && <Band title="The keys can’t be read.">{wordsOf(error)}</Band>}
      {data && data.items.length === 0 && (
        <p className={classes.dim}>
          There is none but the administrator’s. Give each tool a key of its own, so that it can be taken back alone.
        </p>
      )}
      <ul className={classes.rows}>
        {data?.items.map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
    </>
  );
}

function MakeKey({ onMade }: { onMade: (made: ApiKey & { key: string }) => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('ingest');
  const [problem, setProblem] = useState<string | null>(null);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    try {
      onMade(await createApiKey(name, scope));
      client.invalidateQueries({ queryKey: ['api-keys'] });
    } catch (error) {
      const atName = error instanceof Problem ? error.errors.find(({ pointer }) => pointer === '/name') : undefined;
      setProblem(atName?.message ?? null);
      if (!atName) notifyFailed('No key was made', error);
    }
  };
  return (
    <form className={classes.make} onSubmit={make} noValidate>
      <TextInput
        label="What it is for"
        placeholder="Prometheus, production"
        value={name}
        error={problem}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <NativeSelect
        label="What it may do"
        value={scope}
        data={Object.entries(SCOPES).map(([value, { label, words }]) => ({ value, label: `${label}: ${words}` }))}
        onChange={({ currentTarget: { value } }) => isScope(value) && setScope(value)}
      />
      <Button type="submit">Make a key</Button>
    </form>
  );
}

function KeyRow({ apiKey: { id, name, scope, createdAt, createdBy, lastUsedAt } }: { apiKey: ApiKey }) {
  const client = useQueryClient();
  const revoke = async () => {
    try {
      await revokeApiKey(id);
      notifyDone(`“${name}” is taken back. Whoever uses it is refused from now on.`);
    } catch (error) {
      notifyFailed('The key was not taken back', error);
    }
    await client.invalidateQueries({ queryKey: ['api-keys'] });
  };
  return (
    <li className={classes.row}>
      <span>
        <strong>{name}</strong>
        <span className={classes.line}>{SCOPES[scope].words}</span>
      </span>
      <span className={classes.dim}>
        Made <Moment at={createdAt} />
        {createdBy !== null && `, by ${createdBy}`}
      </span>
      <span className={classes.dim}>{lastUsedAt === null ? 'Never used' : <LastUsed at={lastUsedAt} />}</span>
      <TwoTaps size="compact-sm" variant="default" sure="Really take it back" act={revoke}>
        Take back
      </TwoTaps>
    </li>
  );
}

const LastUsed = ({ at }: { at: string }) => (
  <>
    Last used <Moment at={at} />
  </>
);
