/** The command line of the benchmark. */

/**
 * @typedef {{names: string[], quick: boolean, profile: boolean, write: boolean, sizes: Record<string, number>}} Arguments
 * @param {string[]} given @param {string[]} known names of measures
 * @returns {Arguments | {problem: string}} without names: all
 */
export function parseArguments(given, known) {
  /** @type {Arguments} */
  const parsed = { names: [], quick: false, profile: false, write: false, sizes: {} };
  const rest = [...given];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (known.includes(argument)) parsed.names.push(argument);
    else if (['--quick', '--profile', '--write'].includes(argument)) parsed[argument.slice(2)] = true;
    else if (['--rounds', '--seconds'].includes(argument)) {
      const number = rest.shift() ?? '';
      if (!/^[1-9]\d{0,3}$/.test(number)) return { problem: `${argument}: expected a whole number, not "${number}"` };
      parsed.sizes[argument.slice(2)] = Number(number);
    } else {
      const options = '--quick, --profile, --write, --rounds <n>, --seconds <n>';
      return { problem: `"${argument}" is no measure: expected ${known.join(', ')}; or ${options}` };
    }
  }
  if (parsed.names.length === 0) parsed.names = known;
  if (parsed.write && (parsed.quick || parsed.profile || Object.keys(parsed.sizes).length > 0)) {
    return { problem: '--write is for figures of full size, without --quick, --profile, --rounds or --seconds' };
  }
  return parsed;
}
