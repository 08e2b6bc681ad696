export function chromium(): { path: string; env: NodeJS.ProcessEnv } | { missing: string };
