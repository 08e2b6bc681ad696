export function wrkCommand(): { path: string; env: NodeJS.ProcessEnv; version: string } | { missing: string };
