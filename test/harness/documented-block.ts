/** The lines that docs/integrations gives users to paste: what stands there is what is tried. */
import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../docs/integrations/', import.meta.url);

/** @param which of those in that language, from 0 */
export function documentedBlock(page: string, language: string, which = 0): string {
  const text = readFileSync(new URL(page, FOLDER), 'utf8');
  const blocks = [...text.matchAll(/```(\w*)\n([\s\S]*?)```/g)].filter(([, named]) => named === language);
  const block = blocks[which]?.[2];
  if (block === undefined) throw new Error(`${page} has no ${which + 1}. block of ${language}`);
  return block;
}
