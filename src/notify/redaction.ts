/**
 * Takes the secrets of a channel out of what others said: gateways and mail servers
 * quote the credentials that they refuse, and reasons stand in timelines.
 */
const SHORTEST_SECRET = 4;

export type Redact = (text: string) => string;

export function createRedaction(secrets: (string | undefined)[]): Redact {
  const forms = secrets
    .filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    // The longest first: a form that holds another must not leave its rest behind.
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((left, form) => left.replaceAll(form, '***'), text);
}
