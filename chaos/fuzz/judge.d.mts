export function faultOf(
  request: { method: string; path: string; headers: Record<string, string> },
  answer: { status: number; type: string; text: string; failure: string | null; tookMs: number },
): string | null;
