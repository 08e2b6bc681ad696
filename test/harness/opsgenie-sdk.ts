/** Opsgenie's own client for Node, pointed at the pager: it has no types and answers by callbacks. */
import { createRequire } from 'node:module';

// biome-ignore lint/suspicious/noExplicitAny: what it hands over is what the server answered
type Answered = { error: any; result: any };
type Call = (...args: unknown[]) => void;

interface Sdk {
  configure(options: { host: string; api_key: string }): void;
  alertV2: Record<string, Call>;
  heartbeat: Record<string, Call>;
}

/** Tries that often, so that a test does not wait for its usual five seconds between them. A call writes into its own. */
const CONFIG = { maxAttempts: 8, retryDelay: 100 };

// A CommonJS module without types; this is the one place that knows what it looks like.
const load = () => createRequire(import.meta.url)('opsgenie-sdk') as Sdk;

export interface OpsgenieSdk {
  alert(name: string, ...args: unknown[]): Promise<Answered>;
  heartbeat(name: string, ...args: unknown[]): Promise<Answered>;
}

/** One at a time: it is configured for the whole process. */
export function createOpsgenieSdk({ host, key }: { host: string; key: string }): OpsgenieSdk {
  const sdk = load();
  sdk.configure({ host, api_key: key });
  const call = (functions: Record<string, Call>, name: string, args: unknown[]) =>
    new Promise<Answered>((resolve) => {
      functions[name]?.(...args, { ...CONFIG }, (error: unknown, result: unknown) => resolve({ error, result }));
    });
  return {
    alert: (name, ...args) => call(sdk.alertV2, name, args),
    heartbeat: (name, ...args) => call(sdk.heartbeat, name, args),
  };
}
