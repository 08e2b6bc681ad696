/** What is said about an incident, in words. Pure. */
import type { ListedIncident } from '../api/types.ts';
import { countdownOf, lengthOf } from '../time/words.ts';

type Alert = ListedIncident['alerts'][number];
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

export function bySeverity(alerts: Alert[]): Alert[] {
  return alerts.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || Date.parse(a.firstAt) - Date.parse(b.firstAt),
  );
}

/** The one figure of an incident: what is left while it escalates, else how long it has been so. */
export function figureOf(incident: ListedIncident, now: number): string {
  const { state, nextEscalationAt, ackedAt, openedAt, closedAt } = incident;
  if (state === 'escalating' && nextEscalationAt !== null) return countdownOf(Date.parse(nextEscalationAt) - now);
  if (state === 'acked' && ackedAt !== null) return lengthOf(now - Date.parse(ackedAt));
  if (closedAt !== null) return lengthOf(Date.parse(closedAt) - Date.parse(openedAt));
  return lengthOf(now - Date.parse(openedAt));
}

/** What the figure counts, for those who can't see where it stands. */
export function figureWords({ state }: ListedIncident): string {
  if (state === 'escalating') return 'until the next level';
  if (state === 'acked') return 'since it was acknowledged';
  return state === 'closed' ? 'open in all' : 'open';
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** "6 alerts since then reached nobody"; null where there was none since somebody acknowledged. */
export const unheardWords = ({ alertsSinceAck }: ListedIncident): string | null =>
  alertsSinceAck ? `${plural(alertsSinceAck, 'alert', 'alerts')} since then reached nobody` : null;

/** "2 incidents are calling. Nobody has answered one of them." Tests are told apart from what is real. */
export function worldSentence(incidents: Pick<ListedIncident, 'state' | 'test'>[]): string {
  const tests = incidents.filter(({ test }) => test).length;
  const real = realSentence(statesOf(incidents));
  return tests === 0 ? real : `${real} ${plural(tests, 'test is', 'tests are')} open.`;
}

const statesOf = (incidents: Pick<ListedIncident, 'state' | 'test'>[]) =>
  incidents.flatMap(({ state, test }) => (test ? [] : [state]));

function realSentence(states: ListedIncident['state'][]): string {
  const count = (state: ListedIncident['state']) => states.filter((each) => each === state).length;
  const [exhausted, escalating, acked] = [count('exhausted'), count('escalating'), count('acked')];
  const calling = exhausted + escalating;
  const answered = acked === 0 ? '' : `${plural(acked, 'incident is', 'incidents are')} being worked on.`;
  if (calling === 0) return acked === 0 ? 'Everything is healthy.' : `Nobody is being called. ${answered}`;
  const first = `${plural(calling, 'incident is', 'incidents are')} calling.`;
  if (exhausted === 0) return calling === 1 ? `${first} Nobody has answered yet.` : `${first} None is answered yet.`;
  if (exhausted === calling) return `${first} Everybody was told, and nobody has answered.`;
  return `${first} ${exhausted === 1 ? 'For one of them' : `For ${exhausted} of them`} nobody is left to tell.`;
}

/** For the tab, where what is calling stands in front already. */
export const worldInShort = (incidents: Pick<ListedIncident, 'state' | 'test'>[]): string =>
  statesOf(incidents).length === 0 ? 'All healthy' : 'Now';
