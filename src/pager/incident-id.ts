/** The name of an incident for people, links and the API: the service's id and a number that is never used twice. */

export const incidentIdOf = (serviceId: string, number: number) => `${serviceId}-${number}`;

/** Of `<service>-<n>`: the service's id may hold hyphens itself. */
export function parseIncidentId(incidentId: string): { serviceId: string; number: number } | null {
  const match = /^(.+)-([1-9]\d{0,14})$/.exec(incidentId);
  return match ? { serviceId: match[1] ?? '', number: Number(match[2]) } : null;
}
