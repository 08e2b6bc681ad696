export function chromium(): { path: string; env: NodeJS.ProcessEnv };
