/**
 * The composition root: reads the settings, opens everything in order, closes it in
 * reverse. What the parts do stands in the parts.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { type Config, readConfig } from './config.ts';
import { createHttpApp } from './http/app.ts';
import { CONSOLE_FOLDER, readConsoleFiles } from './http/console-files.ts';
import type { HttpDependencies } from './http/dependencies.ts';
import { serveHttp } from './http/server.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createChannels } from './notify/channels.ts';
import { createHeartbeatCall } from './notify/heartbeat-call.ts';
import { createPager, type RunningPager } from './pager/pager.ts';
import type { Guarantee } from './redis/guarantee.ts';
import { createKeyspace } from './runtime/keys.ts';
import { createSharedValues, type SharedValues } from './runtime/shared-values.ts';
import { type AdminKey, openAdminKey } from './start/admin-key.ts';
import { createDecisionLog } from './start/decision-log.ts';
import { createDrain, type Drain } from './start/drain.ts';
import { readEnvironment } from './start/environment.ts';
import { createLifecycle, type Lifecycle } from './start/lifecycle.ts';
import { localUrlOf } from './start/local-url.ts';
import { createLog } from './start/log.ts';
import { openRedis } from './start/open-redis.ts';
import { previewLines } from './start/preview-on-terminal.ts';
import { signInLink } from './start/sign-in-link.ts';
import { explainFailure, StartFailure } from './start/start-failure.ts';
import { stopOnSignals } from './start/stop-signals.ts';
import { paint, say } from './start/terminal.ts';
import { type OpenTracing, openTracing } from './start/tracing.ts';
import { welcomeLines } from './start/welcome.ts';
import type { TracesExporter } from './tracing-settings.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const PREFIX = 'pager';

const SECRET_BYTES = 32;

async function main(): Promise<void> {
  const read = readConfig(readEnvironment(ROOT, process.env));
  if ('problems' in read) return refuse(read.problems);
  const log = createLog(read.config.logLevel);
  const lifecycle = createLifecycle({ log });
  // A library's promise that fails while Redis is away must not end a pager.
  process.on('unhandledRejection', (err) => log.error({ err }, 'a failure that nobody waited for'));
  let drain: Drain | null = null;
  stopOnSignals({
    stop: async (signal) => {
      log.info({ signal }, 'stopping: what was begun is finished');
      // Whoever presses Ctrl-C sits in front of it and waits.
      if (signal === 'SIGTERM') await drain?.wait();
      await lifecycle.close();
    },
    drainMs: read.config.drainMs,
    exit: (code) => process.exit(code),
    onTimeout: () => log.error({}, 'stopping took too long; what is left is taken up at the next start'),
  });
  try {
    drain = await open(read.config, log, lifecycle);
  } catch (error) {
    // Whatever failed then, whoever asked for the stop ends the process.
    if (lifecycle.isClosing()) return;
    await lifecycle.close();
    const explained = explainFailure(error, read.config);
    if (explained instanceof StartFailure) return refuse(explained.lines);
    log.fatal({ err: explained }, 'the start failed');
    process.exit(1);
  }
}

async function open(config: Config, log: Logger, lifecycle: Lifecycle): Promise<Drain> {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string };
  const { connections, guarantee } = await openRedis(config, log, lifecycle);
  const shared = createSharedValues({ redis: connections.commit, keys: createKeyspace(PREFIX) });
  const adminKey = await lifecycle.open(
    'admin key',
    () => openAdminKey({ configured: config.adminKey, shared, dataDir: config.dataDir }),
    (opened) => opened.close(),
  );
  const secret = await linkSecret(shared);
  const tracing =
    config.tracesExporter && (await openTraces(config.tracesExporter, { secret, version, lifecycle, log }));
  const channels = createChannels(config.channels);
  const metrics = createMetrics({ version });
  const logDecision = createDecisionLog(log);
  const running = createPager({
    redis: connections.commit,
    connect: connections.queue,
    prefix: PREFIX,
    channels: tracing ? tracing.attempts(channels) : channels,
    secret,
    ...(tracing && { traceEvents: tracing.events }),
    publicUrl: config.publicUrl,
    release: version,
    retentionMs: config.retentionMs,
    observe: metrics.observe,
    onDecision: (decision) => {
      metrics.decided(decision);
      logDecision(decision);
      tracing?.decided(decision);
    },
    operators: config.operators,
    webhookAllowPrivate: config.webhookAllowPrivate,
    ...(config.catchAllService !== null && { catchAllService: config.catchAllService }),
    ...(config.heartbeatUrl !== null && {
      heartbeat: { call: createHeartbeatCall(config.heartbeatUrl), onBeat: metrics.heartbeat },
    }),
    onPreview: (message) => say(previewLines(message)),
    log,
  });
  await lifecycle.open(
    'pager',
    () => running.start(),
    () => running.stop(),
  );
  metrics.readFiguresBy(running.figures);
  const drain = createDrain({
    forMs: config.drainMs,
    othersLive: async () => (await running.runtime.store.liveNodes()) > 1,
    log,
  });
  await openHttp({ config, lifecycle, running, drain, adminKey, metrics, tracing, version, log });
  await sayWelcome({ config, running, version, keyPlace: adminKey.place, channels, guarantee });
  return drain;
}

async function sayWelcome({
  config,
  running,
  version,
  keyPlace,
  channels,
  guarantee,
}: {
  config: Config;
  running: RunningPager;
  version: string;
  keyPlace: AdminKey['place'];
  channels: ReturnType<typeof createChannels>;
  guarantee: Guarantee;
}): Promise<void> {
  // It runs by now: a Redis that goes away while the welcome is written must not end it.
  const isNew = await running.pager.listPolicies({ limit: 1 }).then(
    ({ items }) => items.length === 0,
    () => false,
  );
  const localUrl = localUrlOf(config);
  // Whoever reads a log that is kept somewhere is not who started it.
  const signInUrl = process.stdout.isTTY ? await signInLink(running.pager.sessions, localUrl) : null;
  const { line, warnings } = guarantee;
  const welcome = {
    version,
    publicUrl: config.publicUrl,
    localUrl,
    keyPlace,
    signInUrl,
    isNew,
    guarantee: line,
    warnings,
  };
  say(welcomeLines({ ...welcome, channels: [...channels.values()] }, paint));
}

async function openHttp({
  config: { host, port, publicUrl, limits, statelyInspectorUrl },
  lifecycle,
  running,
  drain,
  adminKey,
  metrics,
  tracing,
  version,
  log,
}: {
  config: Config;
  lifecycle: Lifecycle;
  running: RunningPager;
  drain: Drain;
  adminKey: AdminKey;
  metrics: Metrics;
  tracing: OpenTracing | null;
  version: string;
  log: Logger;
}): Promise<void> {
  const dependencies: HttpDependencies = {
    // While it stops it finishes what it has; whoever spreads the load should send nothing more.
    pager: { ...running.pager, readiness: lifecycle.readiness(running.pager.readiness, drain.isUnderWay) },
    keyName: adminKey.keyName,
    publicUrl,
    version,
    queues: Object.values(running.runtime.queues),
    metrics,
    consoleFiles: readConsoleFiles(fileURLToPath(CONSOLE_FOLDER)),
    limits,
    statelyInspectorUrl,
    ...(tracing && { tracing: tracing.requests }),
    log,
  };
  await lifecycle.open(
    'http',
    () => serveHttp({ app: createHttpApp(dependencies), dependencies, host, port, isLeaving: drain.isUnderWay }),
    (server) => server.close(),
  );
}

function openTraces(
  exporter: NonNullable<TracesExporter>,
  { lifecycle, ...options }: { secret: Buffer; version: string; lifecycle: Lifecycle; log: Logger },
): Promise<OpenTracing> {
  const environment = readEnvironment(ROOT, process.env);
  return lifecycle.open(
    'traces',
    () => openTracing(exporter, { ...options, environment }),
    (opened) => opened.close(),
  );
}

/** One for all nodes, made by the one that came first: links must work on each of them, and after each restart. */
async function linkSecret(shared: SharedValues): Promise<Buffer> {
  const { value } = await shared.getOrMake('link-secret', () => randomBytes(SECRET_BYTES).toString('base64'));
  return Buffer.from(value, 'base64');
}

function refuse(problems: string[]): void {
  for (const problem of problems) console.error(problem);
  process.exit(1);
}

await main();
