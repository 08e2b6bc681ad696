/**
 * The services of a campaign and their policies: several levels, timeouts of 1 to
 * 5 s. Every address names its service and level, so a message says by itself
 * where it belongs.
 */
import { createRandom } from './random.mjs';

/** @import { PlannedService } from './types.d.mts' */

const SECOND = 1_000;
const LOUD_SHARE = 0.05;

/** @param {number} seed @param {number} count at most 999 @returns {PlannedService[]} */
export function planServices(seed, count) {
  const random = createRandom(seed, 'services');
  return Array.from({ length: count }, (_, index) => ({
    id: `svc-${String(index).padStart(3, '0')}`,
    levels: Array.from({ length: random.whole(2, 4) }, (_, level) => ({
      ackTimeoutMs: random.whole(1, 5) * SECOND,
      targets: Array.from({ length: random.whole(1, 2) }, (_, person) =>
        targetOf(index, level + 1, person, random.chance(0.5)),
      ),
    })),
    repeat: random.chance(0.2) ? 1 : 0,
    loud: random.chance(LOUD_SHARE),
  }));
}

/** @param {number} service @param {number} level @param {number} person @param {boolean} sms */
function targetOf(service, level, person, sms) {
  const number = String(service).padStart(3, '0');
  return sms ? `sms:+336${number}${level}${person}000` : `email:s${number}.l${level}.p${person}@people.test`;
}

/** The policy as the API takes it. @param {PlannedService} service */
export function policyOf({ id, levels, repeat }) {
  return {
    name: `Policy of ${id}`,
    repeat,
    levels: levels.map(({ ackTimeoutMs, targets }) => ({
      ackTimeout: `${ackTimeoutMs / SECOND}s`,
      targets: targets.map((target) => {
        const [type, address] = target.split(':');
        return type === 'sms' ? { type, phoneNumber: address } : { type, address };
      }),
    })),
  };
}
