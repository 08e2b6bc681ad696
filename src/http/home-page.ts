/** The pages for people who hold the API key: the start page, and that of each service, which messages link to. */
import { Hono } from 'hono';
import type { ServiceState } from '../pager/incident-types.ts';
import { PagerFailure } from '../pager/refusal.ts';
import type { HttpContext, HttpEnv } from './context.ts';
import type { HttpDependencies } from './dependencies.ts';
import { broken, type Failure, failureBody, tryAgain } from './page-failure.ts';
import { PAGE_HEADERS, renderPage } from './page-frame.ts';
import { byLoudness, homeBody, worldSentence } from './page-home.ts';
import { serviceBody } from './page-service.ts';

const REFRESH_SECONDS = 15;
const SERVICES_LISTED = 500;
const INCIDENTS_IN_FULL = 50;
const MESSAGES_LISTED = 20;
const REFUSALS_KEPT = 200;
const LINES_READ = 200;
const UNHEALTHY: ServiceState[] = ['escalating', 'exhausted', 'acked'];

type Dependencies = Pick<HttpDependencies, 'pager' | 'publicUrl' | 'log'>;

export function homePage(dependencies: Dependencies, now: () => number = Date.now): Hono<HttpEnv> {
  const { pager, publicUrl, log } = dependencies;
  const app = new Hono<HttpEnv>();

  app.get('/', async (c) => {
    const view = await readWorld(dependencies, now());
    const page = renderPage({
      title: worldSentence(view.states, view.services.length > 0),
      icon: view.states[0] ?? 'healthy',
      preview: pager.preview,
      wide: true,
      refreshAfterSeconds: REFRESH_SECONDS,
      body: homeBody(view),
    });
    return c.html(page, 200, PAGE_HEADERS);
  });

  app.get('/services/:id', async (c) => {
    const id = c.req.param('id');
    const service = await pager.getService(id);
    if (!service) return failed(c, unknownService(id));
    const incident = service.incident && (await pager.getIncident(service.incident.id));
    const request = { limit: LINES_READ };
    const lines = incident
      ? await pager.incidentTimeline(incident.id, request)
      : await pager.serviceTimeline(id, request);
    const timeline = (lines?.items ?? []).toReversed();
    const page = renderPage({
      title: `${service.name}: ${service.state}`,
      icon: service.state,
      preview: pager.preview,
      body: serviceBody({ service, incident, timeline, publicUrl, now: now() }),
    });
    return c.html(page, 200, PAGE_HEADERS);
  });

  app.onError((error, c) => {
    if (!(error instanceof PagerFailure)) {
      log.error({ err: error }, 'a page failed');
      return failed(c, broken('Something in the pager itself is broken.'));
    }
    const isUnreadable = error.code === 'record_unreadable';
    return failed(c, isUnreadable ? broken(error.message) : tryAgain(error.message, null));
  });

  return app;
}

async function readWorld({ pager, publicUrl }: Dependencies, now: number) {
  const [open, listed, channels, refusals, outbox] = await Promise.all([
    pager.listServices({ state: UNHEALTHY }, { limit: SERVICES_LISTED }),
    pager.listServices({}, { limit: SERVICES_LISTED }),
    pager.channels(),
    pager.refusals({ limit: REFUSALS_KEPT }),
    pager.preview ? pager.outbox({ limit: MESSAGES_LISTED }) : null,
  ]);
  const unreadable = listed.items.filter(({ state }) => state === 'unreadable');
  const loudest = byLoudness([...open.items, ...unreadable]);
  const shown = await Promise.all(
    loudest.slice(0, INCIDENTS_IN_FULL).map(async (service) => ({
      service,
      incident: service.incident && (await pager.getIncident(service.incident.id)),
    })),
  );
  return {
    states: loudest.map(({ state }) => state),
    unhealthy: shown,
    services: listed.items,
    isCut: listed.nextCursor !== null,
    channels,
    outbox: outbox?.items ?? null,
    refusals: refusals.items.length,
    publicUrl,
    now,
  };
}

const unknownService = (id: string): Failure => ({
  status: 404,
  title: 'There is no such service.',
  what: `None has the id “${id}”: it was deleted, or never made.`,
  todo: 'The start page lists all services.',
});

function failed(c: HttpContext, failure: Failure): Response | Promise<Response> {
  const page = renderPage({ title: failure.title, icon: 'unreadable', body: failureBody(failure) });
  return c.html(page, failure.status, PAGE_HEADERS);
}
