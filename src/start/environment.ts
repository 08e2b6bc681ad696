/** The settings' source: the environment, and `.env` in the working folder for what the environment doesn't name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** A name that the environment sets to nothing stays unset, whatever the file says. */
export function readEnvironment(folder: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...readDotEnv(join(folder, '.env')), ...environment };
}

function readDotEnv(file: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(file, 'utf8')) as NodeJS.ProcessEnv;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
