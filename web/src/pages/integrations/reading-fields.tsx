/** How what a tool sends is read: what it has settings for. */
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import type { InputError } from '../../api/problem.ts';
import { errorAt } from '../../fields/error-at.ts';
import { hasSetting, type IntegrationDraft, NEW_SIGNATURE } from './integration-draft.ts';
import classes from './integrations.module.css';
import { newMapping } from './mapping-draft.ts';
import { MappingEditor } from './mapping-editor.tsx';

const SEVERITIES = ['critical', 'error', 'warning', 'info'];

interface Editing {
  draft: IntegrationDraft;
  errors: readonly InputError[];
  onChange: (draft: IntegrationDraft) => void;
}

export function ReadingFields({ known, ...editing }: Editing & { known: readonly string[] }) {
  const { draft, errors, onChange } = editing;
  const { type } = draft;
  return (
    <>
      {hasSetting(type, 'defaultSeverity') && (
        <NativeSelect
          label="An alert that does not say how bad it is"
          value={draft.defaultSeverity}
          data={[
            { value: '', label: type === 'opsgenie' ? 'is a warning, as P3 is' : 'is critical' },
            ...SEVERITIES.map((severity) => ({ value: severity, label: `is taken for: ${severity}` })),
          ]}
          error={errorAt(errors, '/settings/defaultSeverity')}
          onChange={({ currentTarget }) => onChange({ ...draft, defaultSeverity: currentTarget.value })}
        />
      )}
      {hasSetting(type, 'keyPer') && <GroupFields {...editing} />}
      {hasSetting(type, 'signature') && <SignatureFields {...editing} />}
      {hasSetting(type, 'mapping') && <MappingFields {...editing} known={known} />}
      {hasSetting(type, 'heartbeatId') && (
        <TextInput
          label="The heartbeat that each request is a ping of"
          value={draft.heartbeatId}
          error={errorAt(errors, '/settings/heartbeatId')}
          onChange={({ currentTarget }) => onChange({ ...draft, heartbeatId: currentTarget.value })}
        />
      )}
    </>
  );
}

function GroupFields({ draft, errors, onChange }: Editing) {
  return (
    <div className={classes.pair}>
      <NativeSelect
        label="One alert for"
        value={draft.keyPer}
        data={[
          { value: 'group', label: 'each group of the tool’s' },
          { value: 'alert', label: 'each alert in it' },
        ]}
        error={errorAt(errors, '/settings/keyPer')}
        onChange={({ currentTarget }) => onChange({ ...draft, keyPer: currentTarget.value })}
      />
      <TextInput
        label="The label that says how bad it is"
        placeholder="severity"
        value={draft.severityLabel}
        error={errorAt(errors, '/settings/severityLabel')}
        onChange={({ currentTarget }) => onChange({ ...draft, severityLabel: currentTarget.value })}
      />
    </div>
  );
}

function SignatureFields({ draft, errors, onChange }: Editing) {
  const { signature } = draft;
  const change = (next: Partial<typeof NEW_SIGNATURE>) =>
    onChange({ ...draft, signature: { ...NEW_SIGNATURE, ...signature, ...next } });
  return (
    <>
      <Switch
        label="What is sent is signed"
        checked={signature !== null}
        onChange={({ currentTarget }) =>
          onChange({ ...draft, signature: currentTarget.checked ? NEW_SIGNATURE : null })
        }
      />
      {signature && (
        <div className={classes.below}>
          <TextInput
            label="The secret"
            description="*** stands for the one that is stored"
            autoComplete="off"
            value={signature.secret}
            error={errorAt(errors, '/settings/signature/secret')}
            onChange={({ currentTarget }) => change({ secret: currentTarget.value })}
          />
          <div className={classes.pair}>
            <TextInput
              label="The header with the signature"
              placeholder="X-Grafana-Alerting-Signature"
              value={signature.header}
              error={errorAt(errors, '/settings/signature/header')}
              onChange={({ currentTarget }) => change({ header: currentTarget.value })}
            />
            <TextInput
              label="The header with the time, if it is signed"
              value={signature.timestampHeader}
              error={errorAt(errors, '/settings/signature/timestampHeader')}
              onChange={({ currentTarget }) => change({ timestampHeader: currentTarget.value })}
            />
          </div>
        </div>
      )}
    </>
  );
}

function MappingFields({ draft, errors, onChange, known }: Editing & { known: readonly string[] }) {
  const { mapping } = draft;
  return (
    <section className={classes.mapping} aria-label="Mapping">
      <div className={classes.sectionHead}>
        <h3>Where things stand in what the tool sends</h3>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange({ ...draft, mapping: mapping ? null : newMapping() })}
        >
          {mapping ? 'Read it as usual' : 'Say it'}
        </Button>
      </div>
      {mapping ? (
        <MappingEditor
          mapping={mapping}
          errors={errors}
          known={known}
          onChange={(next) => onChange({ ...draft, mapping: next })}
        />
      ) : (
        <p className={classes.dim}>
          It is read by the names that most tools have for the same things. Look below whether that suits; if not, say
          where each stands.
        </p>
      )}
    </section>
  );
}
