/**
 * An inbound integration as people configure it: which tool speaks, about which
 * service, and how what it says is read. Pure.
 */
import { z } from 'zod';
import { SEVERITIES } from './alert.ts';
import { idSchema, nameSchema } from './escalation-policy.ts';
import { pointerSchema } from './json-pointer.ts';
import { webhookMappingSchema } from './webhook-mapping.ts';

export const INTEGRATION_TYPES = [
  'pagerduty',
  'opsgenie',
  'alertmanager',
  'grafana',
  'uptimekuma',
  'zabbix',
  'goalert',
  'webhook',
  'heartbeat',
] as const;
export type IntegrationType = (typeof INTEGRATION_TYPES)[number];

/** Shown in place of a secret; sent back, the secret stays what it is. */
export const HIDDEN_SECRET = '***';

const LABEL_MAX = 200;
const SERVICES_MAX = 500;

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, { message: 'expected the name of a header' });

/** Chooses the service by what an alert says. */
const serviceRuleSchema = z
  .strictObject({
    /** A label of the alert, as its tool has labels. */
    label: z.string().min(1).max(LABEL_MAX).optional(),
    /** A place in what the tool sent about this alert. */
    field: pointerSchema.min(1).optional(),
    /** From the value to the service's id. A value that is not listed is the id itself. */
    services: z
      .record(z.string().min(1).max(LABEL_MAX), idSchema)
      .refine((services) => Object.keys(services).length <= SERVICES_MAX, {
        message: `expected at most ${SERVICES_MAX} values`,
      })
      .optional(),
    /** A service that is not there yet is made, with this policy. */
    createWithPolicyId: idSchema.optional(),
  })
  .refine(({ label, field }) => (label === undefined) !== (field === undefined), {
    message: 'expected either "label" or "field"',
  });
export type ServiceRule = z.output<typeof serviceRuleSchema>;

const settingsSchema = z.strictObject({
  /** Of an alert that says none; `critical` unless given. */
  defaultSeverity: z.enum(SEVERITIES).optional(),
  /** One alert for each group of the tool's, or one for each alert in it; `group` unless given. */
  keyPer: z.enum(['group', 'alert']).optional(),
  /** `severity` unless given. */
  severityLabel: z.string().min(1).max(LABEL_MAX).optional(),
  /** The body is signed: HMAC-SHA-256 in hex. */
  signature: z
    .strictObject({
      secret: z.string().min(1).max(500),
      header: headerName.optional(),
      /** The header that holds the time, where that is signed too. */
      timestampHeader: headerName.optional(),
    })
    .optional(),
  mapping: webhookMappingSchema.optional(),
  /** The heartbeat that each request is a ping of. */
  heartbeatId: idSchema.optional(),
});
export type IntegrationSettings = z.output<typeof settingsSchema>;

const SETTINGS_OF: Record<IntegrationType, (keyof IntegrationSettings)[]> = {
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

/** As it is described; what belongs together is checked by `integrationSchema`. */
export const integrationFields = z.strictObject({
  type: z.enum(INTEGRATION_TYPES),
  name: nameSchema,
  /** Whose alerts these are; with a rule, where those go for which it chooses none. */
  serviceId: idSchema.optional(),
  rule: serviceRuleSchema.optional(),
  settings: settingsSchema.optional(),
});

export const integrationSchema = integrationFields.superRefine(({ type, serviceId, rule, settings = {} }, context) => {
  const complain = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  for (const name of Object.keys(settings)) {
    if (SETTINGS_OF[type].includes(name as keyof IntegrationSettings)) continue;
    complain(['settings', name], `it is no setting of ${type}; expected ${SETTINGS_OF[type].join(', ')}`);
  }
  if (type === 'heartbeat') {
    if (settings.heartbeatId === undefined)
      complain(['settings', 'heartbeatId'], 'it is missing: expected the id of a heartbeat');
    if (rule !== undefined) complain(['rule'], 'a heartbeat has its own service');
  } else if (serviceId === undefined && rule === undefined) {
    complain([], 'expected a "serviceId", or a "rule" that chooses one');
  }
});

export type Integration = z.output<typeof integrationFields>;
