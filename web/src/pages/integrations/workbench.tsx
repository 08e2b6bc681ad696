/** How what a tool sends is read, and beside it what a body would do: by what is stored, or by what is being changed. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type IntegrationDraft, toDraft, toTried } from './integration-draft.ts';
import { type Integration, integrationQueries } from './integration-queries.ts';
import classes from './integrations.module.css';
import { placesIn } from './places-in.ts';
import { SettingsForm } from './settings-form.tsx';
import { SettingsSummary } from './settings-summary.tsx';
import { sampleOf } from './tool-samples.ts';
import { TryOut } from './try-out.tsx';

interface Changing {
  base: Integration;
  draft: IntegrationDraft;
}

const begin = (base: Integration): Changing => ({ base, draft: toDraft(base) });

export function Workbench({ integration }: { integration: Integration }) {
  const { id, type } = integration;
  const sample = sampleOf(type);
  const [changing, setChanging] = useState<Changing | null>(null);
  const [body, setBody] = useState(sample ?? '');
  const requests = useQuery(integrationQueries.requests(id)).data?.items ?? [];
  return (
    <div className={classes.sides}>
      <section aria-label="Settings">
        <div className={classes.sectionHead}>
          <h2>Settings</h2>
          {!changing && (
            <Button size="compact-sm" variant="default" onClick={() => setChanging(begin(integration))}>
              Change
            </Button>
          )}
        </div>
        {changing ? (
          <SettingsForm
            key={changing.base.revision}
            base={changing.base}
            draft={changing.draft}
            known={placesIn(body)}
            onChange={(draft) => setChanging({ ...changing, draft })}
            onAgain={() => setChanging(begin(integration))}
            onDone={() => setChanging(null)}
          />
        ) : (
          <SettingsSummary integration={integration} />
        )}
      </section>
      {sample !== null && (
        <TryOut
          id={id}
          body={body}
          other={changing ? toTried(changing.draft) : {}}
          requests={requests}
          onBody={setBody}
        />
      )}
    </div>
  );
}
