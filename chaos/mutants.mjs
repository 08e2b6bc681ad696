/**
 * The program with one rule of its durable runtime broken on purpose. Each is a small
 * change of the built files; a text that is not found any more stops the run, so that
 * no mutant is ever the program itself.
 */

/**
 * @typedef {object} Mutant
 * @property {string} rule what it breaks
 * @property {{ file: string; find: string; put: string }[]} patches
 * @property {import('./event-plan.mjs').Load} [load] the race that shows it is rare in the mixed load
 * @property {import('./fault-schedule.mjs').FaultMix} [faults] what shows it is excused by what else goes wrong in the mixed faults
 * @property {string} [because] no promise depends on the rule, and why it is there then
 */

const commit = 'runtime/commit-script.js';
const deliveries = 'runtime/delivery-scripts.js';
const agenda = 'runtime/agenda-scripts.js';

/** @type {Record<string, Mutant>} */
export const MUTANTS = {
  'no-commit-compare': {
    rule: 'a commit compares the stored commit id',
    patches: [{ file: commit, find: 'if current ~= ARGV[1] then', put: 'if false then' }],
  },
  'no-attempt-token': {
    rule: 'a delivery is leased to one attempt',
    patches: [
      { file: deliveries, find: 'if d[2] and d[2] ~= ARGV[2] and isHeld', put: 'if false and isHeld' },
      { file: deliveries, find: "if d[2] ~= ARGV[2] then return {'lost', now} end", put: '' },
      { file: agenda, find: 'free = d.err ~= nil or not', put: 'free = true or not' },
      // Or the node itself would notice that it has it already.
      { file: 'runtime/lanes.js', find: 'if (stopped || known.has(id) ||', put: 'if (stopped ||' },
    ],
  },
  'lease-outlives-its-node': {
    rule: "a lease is as good as its node's heartbeat",
    faults: 'lostAnswers',
    patches: [
      { file: 'runtime/script-prelude.js', find: 'return tonumber(since or 0) > viewedAt', put: 'return true' },
    ],
  },
  'fence-at-load': {
    rule: 'a timer is taken only if the actor holds it at its place in the batch',
    load: 'flaps',
    patches: [
      {
        file: 'runtime/fold.js',
        find: 'takeTimer(timers, input.timer, at)',
        put: 'takeTimer({ ...actor.timers }, input.timer, at)',
      },
    ],
  },
  'local-clock': {
    rule: "there is one clock, Redis'",
    patches: [
      { file: 'runtime/redis-clock.js', find: 'Math.round(clock.now() + offset)', put: 'Math.round(clock.now())' },
      { file: commit, find: 'if math.abs(now - tonumber(ARGV[4])) > tonumber(ARGV[8]) then', put: 'if false then' },
    ],
  },
  'trusted-wake-up': {
    rule: 'a wake-up is no proof that a timer is due',
    patches: [
      {
        file: agenda,
        find: 'local upTo = now - tonumber(ARGV[2])',
        put: "local upTo = now + (ARGV[2] == '0' and 1500 or 0 - tonumber(ARGV[2]))",
      },
    ],
  },
  'idempotency-not-stored': {
    rule: 'an idempotency key is stored with its event',
    patches: [
      { file: commit, find: "redis.call('SET', ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2], 'PX', 86400000)", put: '' },
    ],
  },
  'finish-not-recorded': {
    rule: 'what an attempt came to is recorded',
    patches: [
      {
        file: deliveries,
        find: 'local fields = cjson.decode(ARGV[9])',
        put: "if true then return {'ok', now} end",
      },
    ],
  },
  'scope-not-compared': {
    rule: "a delivery compares the incident's scope before it is sent",
    patches: [
      {
        file: deliveries,
        find: 'if d[6] and scope and scope ~= d[6] then',
        put: 'if false and scope and scope ~= d[6] then',
      },
    ],
  },
  'deliveries-not-in-agenda': {
    rule: 'deliveries stand in the agenda until they are finished',
    patches: [
      { file: 'runtime/commit-request.js', find: '...folded.deliveries.map((', put: '...[].map((' },
      { file: deliveries, find: "redis.call('ZADD', KEYS[2], now, member)", put: '' },
      { file: deliveries, find: "redis.call('ZADD', KEYS[2], at, member)", put: '' },
    ],
  },
  'no-sweeper': {
    rule: 'every node looks at the agenda each second',
    patches: [
      {
        file: 'runtime/agenda.js',
        find: 'const SWEEP_EVERY_MS = SECOND;',
        put: 'const SWEEP_EVERY_MS = 1_000_000 * SECOND;',
      },
    ],
  },
  'answer-from-cache': {
    rule: 'every accepted event is a commit',
    patches: [
      {
        file: 'runtime/batch-commit.js',
        find: 'if (folded.steps.every(({ taken }) => !taken))',
        put: `if (folded.steps.every((step) => step.answer?.result === 'ignored')) {
            items.forEach((item, n) => item.settle({ answer: folded.steps[n].answer, replayed: false }));
            return [];
        }
        if (folded.steps.every(({ taken }) => !taken))`,
      },
    ],
  },
  'sleeper-sends': {
    rule: 'a node that slept asks before it sends',
    patches: [
      {
        file: 'runtime/delivery-lease.js',
        find: 'const FRESH_MS = 2 * SECOND;',
        put: 'const FRESH_MS = 1_000_000 * SECOND;',
      },
    ],
  },
  'numbers-start-again': {
    rule: "an incident's number is never used again",
    patches: [
      {
        file: 'machines/incident-changes.js',
        find: 'const number = context.lastNumber + 1;',
        put: 'const number = (context.lastNumber % 3) + 1;',
      },
    ],
  },
  'claims-ignored': {
    rule: 'what is being executed is claimed',
    patches: [{ file: agenda, find: 'if claimed and tonumber(claimed) > now then', put: 'if false then' }],
    because: 'a claim only spares others the work: the timer identity and the attempt token decide',
  },
};

/** @param {string} name @throws when there is none of that name */
export function patchesOf(name) {
  const mutant = MUTANTS[name];
  if (!mutant) throw new Error(`there is no mutant "${name}"; there are ${Object.keys(MUTANTS).join(', ')}`);
  return mutant.patches;
}
