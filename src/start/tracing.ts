/** Traces, where they are wanted: only then are OpenTelemetry's packages loaded. */
import type { Log } from '../runtime/observation.ts';
import { createTracing, type Tracing } from '../tracing.ts';
import { createTraceIds } from '../tracing-ids.ts';
import type { TracesExporter } from '../tracing-settings.ts';

export interface OpenTracing extends Tracing {
  /** Exports what waits. */
  close(): Promise<void>;
}

/** @param secret the installation's, the same on all nodes */
export async function openTracing(
  exporter: NonNullable<TracesExporter>,
  { secret, ...options }: { secret: Buffer; environment: NodeJS.ProcessEnv; version: string; log: Log },
): Promise<OpenTracing> {
  const { openTracingSdk } = await import('../tracing-sdk.ts');
  const { record, close } = openTracingSdk({ exporter, ...options });
  return { ...createTracing({ record, ids: createTraceIds(secret) }), close };
}
