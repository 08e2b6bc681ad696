export const ALERT: number;
export const HEALTHY: number;
export function scalePlan(size: { services: number; pairs: number; block: number }): [what: number, service: number][];
