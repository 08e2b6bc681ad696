/**
 * One line for each decision, with the ids by which it is found again: of the event,
 * of the incident, of the notifications. Repeated alerts that change nothing are no
 * decisions: they are told at `debug` only, so that a storm of them can't flood a log.
 */
import type { Decision, EventDecision, NotificationDecision } from '../pager/decision.ts';

/** The part of pino that it uses. */
export interface DecisionLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export function createDecisionLog(log: DecisionLogger): (decision: Decision) => void {
  return (decision) => (decision.type === 'event' ? logEvent(log, decision) : logNotification(log, decision));
}

function logEvent(log: DecisionLogger, decision: EventDecision): void {
  const { event, eventId, answer, serviceId, incidentId, from, to, level, cycle, notificationIds, count, by, isTest } =
    decision;
  const { reason } = decision;
  const changesNothing = from === to && notificationIds.length === 0 && (answer === 'recorded' || answer === 'ignored');
  const fields = {
    eventId,
    event,
    answer,
    service: serviceId,
    incident: incidentId,
    from,
    to,
    // `level` alone is how loud a line is.
    ...(level !== null && { policyLevel: level, cycle }),
    ...(notificationIds.length > 0 && { notifications: notificationIds }),
    ...(count > 1 && { count }),
    ...(by !== null && { by }),
    ...(isTest && { test: true }),
    ...(reason !== null && { reason }),
  };
  const message = `${event}: ${answer}`;
  if (changesNothing) log.debug(fields, message);
  else if (to === 'exhausted' && from !== to) log.warn(fields, message);
  else log.info(fields, message);
}

function logNotification(log: DecisionLogger, decision: NotificationDecision): void {
  const { notificationId, serviceId, incidentId, channel, target, level, result, tries, reason, retryInMs } = decision;
  const fields = {
    notification: notificationId,
    service: serviceId,
    incident: incidentId,
    channel,
    target,
    policyLevel: level,
    result,
    tries,
    ...(reason !== null && { reason }),
    ...(retryInMs !== null && { retryInMs }),
  };
  const isBad = result === 'retry' || result === 'failed' || result === 'refused';
  log[isBad ? 'warn' : 'info'](fields, `notification ${result}`);
}
