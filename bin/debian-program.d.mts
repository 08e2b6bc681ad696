export interface DebianProgram {
  path: string;
  /** Where its package's files are, when it is not installed. */
  usr: string | null;
  env: NodeJS.ProcessEnv;
}

export interface Wanted {
  name: string;
  /** The first holds it, the others its libraries. */
  packages: string[];
  versionArgument: string;
}

export function debianProgram(wanted: Wanted): DebianProgram | { missing: string };
