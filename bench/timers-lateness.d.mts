export function latenessIn(
  entries: { type: string; data: { level?: number }; at: string }[],
  timeoutMs: number,
): number;
