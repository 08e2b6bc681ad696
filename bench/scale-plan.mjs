/**
 * What is sent to find the cost of an event among so many services: an alert and then a
 * healthy event on each of `pairs` services, spread over all of them. In blocks, so that
 * an incident lives for a while, and so that no two events of one service come at once.
 */
export const ALERT = 0;
export const HEALTHY = 1;

/** @param {{services: number, pairs: number, block: number}} size `block`: at most `services` @returns {[number, number][]} what, and on which service */
export function scalePlan({ services, pairs, block }) {
  const serviceOf = (pair) => (services < pairs ? pair % services : Math.floor((pair * services) / pairs));
  const plan = [];
  for (let start = 0; start < pairs; start += block) {
    const numbers = Array.from({ length: Math.min(block, pairs - start) }, (_, i) => serviceOf(start + i));
    plan.push(...numbers.map((n) => [ALERT, n]), ...numbers.map((n) => [HEALTHY, n]));
  }
  return plan;
}
