/**
 * OpenTelemetry's SDK, loaded only where traces are wanted. It exports spans that are over
 * already, in batches, by OTLP over HTTP as JSON or to the terminal; what can't be exported
 * is dropped by it. Address, headers, sampler and names are its own variables'.
 */
import { type Attributes, diag, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NodeTracerProvider,
  RandomIdGenerator,
} from '@opentelemetry/sdk-trace-node';
import type { Log } from './runtime/observation.ts';
import type { TracesExporter } from './tracing-settings.ts';
import type { FinishedSpan, RecordSpan, SpanPlace } from './tracing-spans.ts';

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

export interface TracingSdk {
  record: RecordSpan;
  /** Exports what waits. */
  close(): Promise<void>;
}

/** @param environment the SDK reads the process' own: what `.env` says of OTEL_… is put there */
export function openTracingSdk({
  exporter,
  environment,
  version,
  log,
}: {
  exporter: NonNullable<TracesExporter>;
  environment: NodeJS.ProcessEnv;
  version: string;
  log: Log;
}): TracingSdk {
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('OTEL_') && value !== undefined) process.env[name] ??= value;
  }
  const warn = (message: string, ...rest: unknown[]) => log.warn({ rest }, `traces: ${message}`);
  const silent = () => undefined;
  diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent });
  const random = new RandomIdGenerator();
  /** Of the span that is begun right now. */
  let given: { traceId?: string; spanId?: string } = {};
  const provider = new NodeTracerProvider({
    idGenerator: {
      generateTraceId: () => given.traceId ?? random.generateTraceId(),
      generateSpanId: () => given.spanId ?? random.generateSpanId(),
    },
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'pager', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [
      new BatchSpanProcessor(exporter === 'console' ? new ConsoleSpanExporter() : new OTLPTraceExporter()),
    ],
  });
  const tracer = provider.getTracer('pager', version);

  function record(span: FinishedSpan): SpanPlace {
    given = {
      ...(span.traceId !== undefined && { traceId: span.traceId }),
      ...(span.spanId !== undefined && { spanId: span.spanId }),
    };
    const context = span.parent ? trace.setSpanContext(ROOT_CONTEXT, remote(span.parent)) : ROOT_CONTEXT;
    const started = tracer.startSpan(
      span.name,
      {
        kind: KINDS[span.kind],
        startTime: span.startedAt,
        attributes: span.attributes as Attributes,
        links: (span.links ?? []).map((link) => ({ context: remote(link) })),
      },
      context,
    );
    given = {};
    if (span.error !== undefined) started.setStatus({ code: SpanStatusCode.ERROR, message: span.error });
    started.end(span.endedAt);
    const { traceId, spanId, traceFlags } = started.spanContext();
    return { traceId, spanId, isSampled: traceFlags === TraceFlags.SAMPLED };
  }

  return { record, close: () => provider.shutdown() };
}

const remote = ({ traceId, spanId, isSampled = true }: SpanPlace) => ({
  traceId,
  spanId,
  traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
});
