export function buildIfStale(): void;
export function buildConsoleIfStale(): void;
