/** A service as a form has it, and back. What the form does not show stays as it is. Pure. */
import type { Service, ServiceInput } from '../../api/types.ts';

export interface ServiceForm {
  name: string;
  escalationPolicyId: string;
  description: string;
  runbookUrl: string;
  /** One a line: "team: payments". */
  labels: string;
  ackExpiresAfter: string;
  renotifyOnNewKey: boolean;
}

export const toForm = (service: Service): ServiceForm => ({
  name: service.name,
  escalationPolicyId: service.escalationPolicyId,
  description: service.description,
  runbookUrl: service.runbookUrl ?? '',
  labels: Object.entries(service.labels)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n'),
  ackExpiresAfter: service.ackExpiresAfter ?? '',
  renotifyOnNewKey: service.renotifyOnNewKey ?? false,
});

export function toService(before: Service, form: ServiceForm): ServiceInput {
  const { id: _id, state: _state, incident: _incident, ...kept } = before;
  const { runbookUrl: _runbook, ackExpiresAfter: _expiry, ...rest } = kept;
  return {
    ...rest,
    name: form.name.trim(),
    escalationPolicyId: form.escalationPolicyId,
    description: form.description,
    labels: labelsOf(form.labels),
    renotifyOnNewKey: form.renotifyOnNewKey,
    ...(form.runbookUrl.trim() !== '' && { runbookUrl: form.runbookUrl.trim() }),
    ...(form.ackExpiresAfter.trim() !== '' && { ackExpiresAfter: form.ackExpiresAfter.trim() }),
  };
}

function labelsOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.trim(), value.join(':').trim()];
    }),
  );
}
