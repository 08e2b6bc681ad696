/** An integration as its form has it, and back. What a tool has no setting for is not sent. Pure. */
import type { Integration, IntegrationInput, ToolType, TriedSettings } from './integration-queries.ts';
import { fromLines, toLines } from './lines-of.ts';
import { type MappingDraft, toMapping, toMappingDraft } from './mapping-draft.ts';

type Settings = Integration['settings'];
type SettingName = keyof Settings;

/** As the server has it (src/policy/integration.ts), which says so where it is otherwise. */
const SETTINGS_OF: Record<ToolType, readonly SettingName[]> = {
  pagerduty: ['defaultSeverity'],
  opsgenie: ['defaultSeverity'],
  alertmanager: ['defaultSeverity', 'keyPer', 'severityLabel'],
  grafana: ['defaultSeverity', 'keyPer', 'severityLabel', 'signature'],
  uptimekuma: ['defaultSeverity'],
  zabbix: ['defaultSeverity'],
  goalert: ['defaultSeverity'],
  webhook: ['defaultSeverity', 'mapping'],
  heartbeat: ['heartbeatId'],
};
export const hasSetting = (type: ToolType, name: SettingName): boolean => SETTINGS_OF[type].includes(name);

export interface RuleDraft {
  by: 'label' | 'field';
  /** The label's name, or a JSON pointer. */
  at: string;
  /** One a line: "db1 = checkout-db". */
  services: string;
  /** Empty: a service that is not there is not made. */
  createWithPolicyId: string;
}

export interface SignatureDraft {
  secret: string;
  header: string;
  timestampHeader: string;
}

export interface IntegrationDraft {
  type: ToolType;
  name: string;
  /** Empty: none of its own. */
  serviceId: string;
  rule: RuleDraft | null;
  defaultSeverity: string;
  keyPer: string;
  severityLabel: string;
  signature: SignatureDraft | null;
  mapping: MappingDraft | null;
  heartbeatId: string;
}

export const NEW_RULE: RuleDraft = { by: 'label', at: '', services: '', createWithPolicyId: '' };
export const NEW_SIGNATURE: SignatureDraft = { secret: '', header: '', timestampHeader: '' };

export function toDraft({ type, name, serviceId, rule, settings }: Integration): IntegrationDraft {
  const { signature, mapping } = settings;
  return {
    type,
    name,
    serviceId: serviceId ?? '',
    rule: rule && {
      by: rule.label === undefined ? 'field' : 'label',
      at: rule.label ?? rule.field ?? '',
      services: toLines(rule.services ?? {}),
      createWithPolicyId: rule.createWithPolicyId ?? '',
    },
    defaultSeverity: settings.defaultSeverity ?? '',
    keyPer: settings.keyPer ?? 'group',
    severityLabel: settings.severityLabel ?? '',
    signature: signature
      ? {
          secret: signature.secret,
          header: signature.header ?? '',
          timestampHeader: signature.timestampHeader ?? '',
        }
      : null,
    mapping: mapping ? toMappingDraft(mapping) : null,
    heartbeatId: settings.heartbeatId ?? '',
  };
}

/** What the API is sent, as somebody wrote it: the answer says what is wrong with it, and where. */
export function toInput(draft: IntegrationDraft): IntegrationInput {
  const { type, name, serviceId, rule } = draft;
  const settings = toSettings(draft);
  const input = {
    type,
    name: name.trim(),
    ...(serviceId !== '' && { serviceId }),
    ...(rule && { rule: toRule(rule) }),
    ...(Object.keys(settings).length > 0 && { settings }),
  };
  // As somebody wrote it, which may be wrong: the server is the judge of it.
  return input as IntegrationInput;
}

/** The same for trying it: what is left out there is what is stored. */
export function toTried(draft: IntegrationDraft): TriedSettings {
  const { serviceId, rule } = draft;
  const tried = {
    serviceId: serviceId === '' ? null : serviceId,
    rule: rule && toRule(rule),
    settings: toSettings(draft),
  };
  // The same.
  return tried as TriedSettings;
}

function toSettings({ type, mapping, signature, ...draft }: IntegrationDraft): Record<string, unknown> {
  const given: Partial<Record<SettingName, unknown>> = {
    defaultSeverity: draft.defaultSeverity || undefined,
    keyPer: draft.keyPer === 'group' ? undefined : draft.keyPer,
    severityLabel: draft.severityLabel.trim() || undefined,
    signature: signature && withoutEmpty({ ...signature }, ['header', 'timestampHeader']),
    mapping: mapping && toMapping(mapping),
    heartbeatId: draft.heartbeatId.trim() || undefined,
  };
  return Object.fromEntries(SETTINGS_OF[type].flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
}

function toRule({ by, at, services, createWithPolicyId }: RuleDraft): object {
  const listed = fromLines(services);
  return {
    [by]: at.trim(),
    ...(Object.keys(listed).length > 0 && { services: listed }),
    ...(createWithPolicyId !== '' && { createWithPolicyId }),
  };
}

const withoutEmpty = (record: Record<string, string>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(record).filter(([name, value]) => value.trim() !== '' || !names.includes(name)));
