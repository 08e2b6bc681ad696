export function firstMessage(received: string): { head: string; body: string; length: number } | null;
