export interface Patch {
  file: string;
  find: string;
  put: string;
}

/** Builds it where the sources are newer. @returns its folder */
export function builtProgram(): string;
/** @param options `patches`: what is different in it @returns what to run @throws when a patch does not fit */
export function copyProgram(options: { folder: string; dist: string; patches?: Patch[] }): string;
