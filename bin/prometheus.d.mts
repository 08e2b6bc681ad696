import type { DebianProgram } from './debian-program.mjs';

export function promtool(): DebianProgram | { missing: string };
export function prometheus(): DebianProgram | { missing: string };
export function alertmanager(): { command: string[] } | { missing: string };
