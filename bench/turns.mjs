/** Rounds in which whoever is compared takes turns: what disturbs the machine for a while disturbs all of them. */
import { median } from './statistics.mjs';

/**
 * @template {string} Name @template Figures
 * @param {number} rounds
 * @param {Record<Name, (round: number) => Promise<Figures>>} contenders
 * @returns {Promise<Record<Name, Figures>[]>}
 */
export async function takeTurns(rounds, contenders) {
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const figures = {};
    for (const [name, turn] of Object.entries(contenders)) figures[name] = await named(name, turn(round));
    taken.push(figures);
  }
  return taken;
}

/**
 * One turn of each that no figure is taken from.
 * @template {string} Name @template Figures
 * @param {Record<Name, (round: number, seconds: number) => Promise<Figures>>} contenders
 * @param {number} seconds 0: none
 * @returns {Promise<Record<Name, Figures>[]>}
 */
export async function warmUp(contenders, seconds) {
  if (seconds === 0) return [];
  const longer = Object.entries(contenders).map(([name, turn]) => [name, (round) => turn(round, seconds)]);
  return await takeTurns(1, Object.fromEntries(longer));
}

/** Each figure of each contender by itself. @param {Record<string, Record<string, number | null>>[]} rounds */
export function mediansOf(rounds) {
  const [first = {}] = rounds;
  return Object.fromEntries(
    Object.entries(first).map(([name, figures]) => [
      name,
      Object.fromEntries(
        Object.keys(figures).map((figure) => [figure, medianOrNull(rounds.map((round) => round[name][figure]))]),
      ),
    ]),
  );
}

/** Within each round, then the median of the rounds. @param {any[]} rounds @param {(round: any) => number} ratio */
export const medianRatio = (rounds, ratio) => medianOrNull(rounds.map(ratio));

const medianOrNull = (values) => (values.every(Number.isFinite) && values.length > 0 ? median(values) : null);

/** Whose turn failed is the first thing to know. */
const named = (name, figures) =>
  figures.catch((cause) => {
    throw new Error(`${name}: ${cause.message}`, { cause });
  });
