/** Promise: incident numbers of a service have no gap and no repetition. Pure. */
import { groupBy } from './record.mjs';

/** @import { Violation } from '../types.d.mts' */
/** @import { RunRecord } from './record.mjs' */

/** @param {RunRecord} record @returns {{ violations: Violation[]; figures: Record<string, number> }} */
export function checkNumbers(record) {
  const { run, incidents, clock } = record;
  /** @type {Violation[]} */
  const violations = [];
  const known = groupBy(incidents, ({ stored }) => stored.service);
  for (const { id } of run.services) {
    const held = known.get(id) ?? [];
    const last = run.store.lastNumbers[id] ?? 0;
    const numbers = groupBy(held, ({ stored }) => String(stored.number));
    for (let number = 1; number <= last; number++) {
      const times = numbers.get(String(number))?.length ?? 0;
      if (times !== 1)
        violations.push({
          promise: 'numbers',
          what: `${id}-${number} is there ${times} times`,
          evidence: [`the last number is ${last}`],
        });
    }
    for (const { stored } of held) {
      if (stored.number > last)
        violations.push({ promise: 'numbers', what: `${stored.id} is beyond the last number, ${last}`, evidence: [] });
    }
  }
  violations.push(...forgotten());
  return { violations, figures: { incidents: incidents.length } };

  /** An incident that was opened and answered, and whose number another one has now. @returns {Violation[]} */
  function forgotten() {
    const uids = new Set(incidents.map(({ stored }) => stored.uid));
    return Object.entries(run.store.timelines).flatMap(([list, lines]) => {
      if (list.startsWith('service/') || uids.has(list)) return [];
      const opening = lines.find((line) => 'event' in line && line.event.type === 'alert');
      const told =
        opening && 'event' in opening ? `${clock(opening.at)} ${opening.event.summary} opened it` : 'it has no opening';
      return [
        { promise: 'numbers', what: `an incident (${list}) was opened, and no number leads to it`, evidence: [told] },
      ];
    });
  }
}
