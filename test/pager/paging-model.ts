/**
 * The rules of paging once more, as plainly as they can be written: one service in
 * memory, whole minutes, no chart and no store. What the pager does is held
 * against it.
 */
export type Command =
  | { type: 'alert'; key: string; summary: string }
  | { type: 'resolve'; key: string }
  | { type: 'ack'; by: string }
  | { type: 'healthy'; by: string }
  /** Bound to the incident with that number. */
  | { type: 'unack'; by: string; incident: number }
  | { type: 'escalate'; by: string; incident: number }
  | { type: 'passes'; minutes: number };

/** A command that somebody sends, and is answered. */
export type Event = Exclude<Command, { type: 'passes' }>;

export interface Plan {
  levels: string[][];
  repeat: number;
  ackTimeout: number;
  /** Minutes, or null. */
  ackExpiresAfter: number | null;
  renotifyOnNewKey: boolean;
  /** Who can't be reached at all. */
  refusing: string[];
}

export interface Answer {
  result: string;
  changed: boolean;
  reason?: string;
}

export interface Model {
  minute: number;
  number: number;
  incident: Incident | null;
  /** What was ordered for people who can be reached; `surely`: nothing came after it that may have stopped it. */
  ordered: { what: string; surely: boolean }[];
}

interface Incident {
  state: 'escalating' | 'exhausted' | 'acked';
  level: number;
  cycle: number;
  lastCycle: number;
  skipsLeft: number;
  wasExhausted: boolean;
  ackedBy: string | null;
  alerts: Record<string, number>;
  dueAt: number | null;
}

export const emptyModel: Model = { minute: 0, number: 0, incident: null, ordered: [] };

/** What the model is after that command, and what its sender is told (null: nobody is). */
export function apply(plan: Plan, before: Model, command: Command): { model: Model; answer: Answer | null } {
  const model = structuredClone(before);
  if (command.type === 'passes') {
    pass(plan, model, command.minutes);
    return { model, answer: null };
  }
  return { answer: answerTo(plan, model, command), model };
}

const said = (result: string, changed: boolean): Answer => ({ result, changed });
const ignored = (reason: string): Answer => ({ result: 'ignored', changed: false, reason });

function answerTo(plan: Plan, model: Model, command: Event): Answer {
  const { incident } = model;
  if (!incident) {
    if (command.type !== 'alert') return ignored('incident' in command ? 'other_incident' : 'not_unhealthy');
    open(plan, model, command.key);
    return said('opened', true);
  }
  if ('incident' in command && command.incident !== model.number) return ignored('other_incident');
  switch (command.type) {
    case 'alert': {
      const isNew = !(command.key in incident.alerts);
      incident.alerts[command.key] = (incident.alerts[command.key] ?? 0) + 1;
      if (!isNew || !plan.renotifyOnNewKey || incident.state === 'escalating') return said('recorded', false);
      startAgain(plan, model, incident);
      return said('escalated', true);
    }
    case 'resolve':
      if (!(command.key in incident.alerts)) return ignored('unknown_key');
      delete incident.alerts[command.key];
      if (Object.keys(incident.alerts).length > 0) return said('resolved', false);
      return close(model);
    case 'healthy':
      return close(model);
    case 'ack':
      if (incident.state === 'acked') return ignored('already_acked');
      supersede(model);
      incident.wasExhausted = incident.state === 'exhausted';
      Object.assign(incident, { state: 'acked', ackedBy: command.by, dueAt: null });
      if (plan.ackExpiresAfter !== null) incident.dueAt = model.minute + plan.ackExpiresAfter;
      return said('acknowledged', true);
    case 'unack':
      if (incident.state !== 'acked') return ignored('not_acked');
      Object.assign(incident, { state: 'exhausted', ackedBy: null, dueAt: null });
      if (!incident.wasExhausted) wait(plan, model, incident);
      return said('unacknowledged', true);
    case 'escalate':
      if (incident.state === 'exhausted' || !advance(plan, model, incident)) startAgain(plan, model, incident);
      return said('escalated', true);
  }
}

/** What was ordered before, and is not sent yet, is dropped. */
function supersede(model: Model): void {
  model.ordered = model.ordered.map(({ what }) => ({ what, surely: false }));
}

function close(model: Model): Answer {
  supersede(model);
  model.incident = null;
  return said('closed', true);
}

function open(plan: Plan, model: Model, key: string): void {
  model.number++;
  model.incident = {
    state: 'escalating',
    level: 0,
    cycle: 0,
    lastCycle: 0,
    skipsLeft: 0,
    wasExhausted: false,
    ackedBy: null,
    alerts: { [key]: 1 },
    dueAt: null,
  };
  startAgain(plan, model, model.incident);
}

function startAgain(plan: Plan, model: Model, incident: Incident): void {
  incident.cycle++;
  supersede(model);
  incident.lastCycle = incident.cycle + plan.repeat;
  incident.skipsLeft = plan.levels.length;
  incident.level = 1;
  notify(plan, model, incident);
}

/** False when nobody is left. */
function advance(plan: Plan, model: Model, incident: Incident): boolean {
  if (incident.level < plan.levels.length) incident.level++;
  else if (incident.cycle < incident.lastCycle) {
    incident.level = 1;
    incident.cycle++;
  } else return false;
  notify(plan, model, incident);
  return true;
}

function notify(plan: Plan, model: Model, incident: Incident): void {
  const { cycle, level } = incident;
  for (const person of plan.levels[level - 1] ?? []) {
    if (plan.refusing.includes(person)) continue;
    model.ordered.push({ what: `${model.number}: ${cycle}.${level} ${person}`, surely: true });
  }
  wait(plan, model, incident);
}

/** The level has its timeout from now on; one that reached nobody is not waited for. */
function wait(plan: Plan, model: Model, incident: Incident): void {
  Object.assign(incident, { state: 'escalating', ackedBy: null, wasExhausted: false });
  incident.dueAt = model.minute + plan.ackTimeout;
  const reachedNobody = (plan.levels[incident.level - 1] ?? []).every((person) => plan.refusing.includes(person));
  if (!reachedNobody || incident.skipsLeft === 0) return;
  const { skipsLeft } = incident;
  incident.skipsLeft--;
  if (advance(plan, model, incident)) return;
  Object.assign(incident, { state: 'exhausted', dueAt: null, skipsLeft });
}

function pass(plan: Plan, model: Model, minutes: number): void {
  const until = model.minute + minutes;
  for (let { incident } = model; incident && incident.dueAt !== null && incident.dueAt <= until; ) {
    model.minute = incident.dueAt;
    incident.dueAt = null;
    if (incident.state === 'acked') startAgain(plan, model, incident);
    else if (!advance(plan, model, incident)) incident.state = 'exhausted';
  }
  model.minute = until;
}
