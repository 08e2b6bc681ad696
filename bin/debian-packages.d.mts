export function canUnpackDebianPackages(): boolean;
/** @returns why it did not come about */
export function unpackDebianPackages(what: { packages: string[]; needed: string; into: string }): string | null;
