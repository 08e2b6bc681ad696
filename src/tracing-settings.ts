/** Whether traces are wanted, by OpenTelemetry's own variables. Everything else in them (address, headers, sampler, names) is read by its SDK. */

/** Null: no traces, and then the SDK is not even loaded. */
export type TracesExporter = 'otlp' | 'console' | null;

const ADDRESSES = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
const PROTOCOLS = ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'];

/** Unset, it is `otlp` where an address is given: whoever sets one wants traces there. */
export function readTracesExporter(environment: NodeJS.ProcessEnv): { exporter: TracesExporter } | { problem: string } {
  const wanted = environment.OTEL_TRACES_EXPORTER;
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || wanted === 'none') return { exporter: null };
  if (wanted && wanted !== 'otlp' && wanted !== 'console')
    return { problem: `OTEL_TRACES_EXPORTER: expected otlp, console or none, got "${wanted}"` };
  const address = ADDRESSES.find((name) => environment[name]);
  if (!wanted && !address) return { exporter: null };
  if (wanted === 'console') return { exporter: 'console' };
  if (address && !URL.canParse(environment[address] ?? ''))
    return { problem: `${address}: expected a URL such as http://localhost:4318` };
  const protocol = PROTOCOLS.find((name) => environment[name] === 'grpc');
  if (protocol) return { problem: `${protocol}: expected http/json: traces are sent by HTTP (port 4318), not by gRPC` };
  return { exporter: 'otlp' };
}
