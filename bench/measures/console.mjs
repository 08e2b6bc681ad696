/**
 * The console in a real browser, among many services: how long until the pages that are
 * opened first can be worked with, in a browser that was never there before, what that
 * fetches, and how long after its commit a change is on the screens of two people whose
 * browsers hang on different processes.
 */
import { buildConsoleIfStale } from '../../bin/build.mjs';
import { freePort } from '../../bin/free-port.mjs';
import { openBrowser, seenAt, signIn, startBrowser, startWatching, timeToUsable } from '../browser.mjs';
import { KEY, postAlert, putService, startPager } from '../pager.mjs';
import { startPeerRedis } from '../peers/redis.mjs';
import { kilobytes, milliseconds, number } from '../show.mjs';
import { quantile } from '../statistics.mjs';

const PAGES = {
  now: { path: '/', isUsable: "document.querySelector('main [data-incident] button') !== null" },
  services: {
    path: '/services',
    isUsable:
      "document.querySelectorAll('main li a[data-state]').length > 5 && /\\d/.test(document.querySelector('main h1').textContent)",
  },
};

/** @type {import('../measures.mjs').Measure} */
export const consolePages = {
  name: 'console',

  async measure(bench) {
    const { consoleServices: services, consoleOpen: open, consoleClosed: closed } = bench;
    const sizes = { services, open, closed };
    const browser = await startBrowser();
    if (!browser) return { ...sizes, pages: null, changes: null };
    buildConsoleIfStale();
    const redisPort = await freePort();
    await startPeerRedis(redisPort);
    const nodes = [await startPager({ ...bench, redisPort }), await startPager({ ...bench, redisPort })];
    await liveThrough(nodes[0], bench);
    const pages = await pagesOf(browser, nodes[0].port, bench.consoleLoads);
    return { ...sizes, pages, changes: await changesOf(browser, nodes, bench) };
  },

  goals: [
    {
      id: 'console-now',
      what: 'Console: from opening the page Now until one can act on it, in a browser that was never there, median',
      better: 'lower',
      value: ({ pages }) => pages?.now.p50 ?? null,
      show: milliseconds,
      target: 2_000,
      floor: null,
      firstFloor: null,
      beside: (figures) => besidesPage(figures, 'now'),
    },
    {
      id: 'console-services',
      what: 'The same for the page Services',
      better: 'lower',
      value: ({ pages }) => pages?.services.p50 ?? null,
      show: milliseconds,
      target: 2_000,
      floor: null,
      firstFloor: null,
      beside: (figures) => besidesPage(figures, 'services'),
    },
    {
      id: 'console-change',
      what: 'A change of an incident, from its commit to the screens of two browsers on two processes, 99th percentile',
      better: 'lower',
      value: ({ changes }) => changes?.p99 ?? null,
      show: milliseconds,
      target: 500,
      floor: null,
      firstFloor: null,
      beside: ({ changes }) =>
        changes
          ? `${number(changes.count)} changes, each by the one or the other process; median ${milliseconds(changes.p50)}, worst ${milliseconds(changes.worst)}`
          : 'no browser',
    },
  ],

  peers: () => [],
};

function besidesPage({ pages, services, open, closed }, name) {
  if (!pages) return 'no browser';
  const { worst, bytes } = pages[name];
  return `${number(services)} services, ${number(open)} open incidents, ${number(closed)} closed; worst ${milliseconds(worst)}; ${kilobytes(bytes)} fetched`;
}

/** What was closed, then what is open still; of that a quarter is acknowledged. */
async function liveThrough(pager, { generator, receiver, consoleServices, consoleOpen, consoleClosed }) {
  const { port, headers } = pager;
  await receiver.ask({ type: 'reset' });
  await pager.putPolicy('bench', '1h');
  await generator.numbered({ port, template: putService(pager, 'bench'), count: consoleServices });
  const closing = { method: 'POST', path: '/v1/services/s{n}/healthy', headers, body: '{}' };
  await generator.numbered({ port, template: postAlert(pager), count: consoleClosed });
  await generator.numbered({ port, template: closing, count: consoleClosed });
  await generator.numbered({ port, template: postAlert(pager), count: consoleOpen });
  const acks = { ...closing, path: '/v1/services/s{n}/ack' };
  await generator.numbered({ port, template: acks, count: Math.floor(consoleOpen / 4) });
}

async function pagesOf(browser, port, loads) {
  const first = await openBrowser(browser, port);
  await signIn(first.page, KEY);
  const cookies = await first.context.storageState();
  await first.context.close();
  const taken = { now: [], services: [] };
  // The first of each is not counted: the pager's own files and code are as new then as the browser's.
  for (let load = -1; load < loads; load++) {
    for (const [name, { path, isUsable }] of Object.entries(PAGES)) {
      const { context, page } = await openBrowser(browser, port, cookies);
      const figures = await timeToUsable(page, path, isUsable);
      await context.close();
      if (load >= 0) taken[name].push(figures);
    }
  }
  return Object.fromEntries(Object.entries(taken).map(([name, figures]) => [name, summaryOf(figures)]));
}

function summaryOf(figures) {
  const times = figures.map(({ ms }) => ms);
  return {
    p50: quantile(times, 0.5),
    worst: Math.max(...times),
    bytes: quantile(
      figures.map(({ bytes }) => bytes),
      0.5,
    ),
  };
}

/** Each service is alerted about, acknowledged and healthy again, by the processes in turns, seen by a browser on each of them. */
async function changesOf(browser, nodes, { consoleServices, consoleChanges }) {
  const people = [];
  for (const { port } of nodes) {
    const { page } = await openBrowser(browser, port);
    await signIn(page, KEY);
    await page.getByText('Live', { exact: true }).waitFor();
    people.push(page);
  }
  const taken = [];
  for (let change = 0; change < consoleChanges; change++) {
    const id = `s${consoleServices - 1 - change}`;
    const acts = [
      { path: 'alert', body: { summary: `disk full on ${id}` }, isThere: (card) => `${card} !== null` },
      { path: 'ack', body: {}, isThere: (card) => `${card}?.dataset.state === 'acked'` },
      { path: 'healthy', body: {}, isThere: (card) => `${card} === null` },
    ];
    for (const [turn, { path, body, isThere }] of acts.entries()) {
      const name = `${id}-${path}`;
      const there = isThere(`document.querySelector('[data-incident^="${id}-"]')`);
      for (const page of people) await startWatching(page, name, there);
      const node = nodes[(change + turn) % nodes.length];
      await node.api('POST', `/v1/services/${id}/${path}`, body);
      for (const page of people) taken.push((await seenAt(page, name)) - (await committedAt(node, id, path)));
    }
  }
  return {
    count: consoleChanges * 3,
    p50: quantile(taken, 0.5),
    p99: quantile(taken, 0.99),
    worst: Math.max(...taken),
  };
}

/** As the commit stamped it, which is a bit before it was made. */
async function committedAt(node, id, path) {
  const { items } = await node.api('GET', `/v1/incidents?service=${id}&limit=1`);
  const { openedAt, ackedAt, closedAt } = items[0];
  return Date.parse({ alert: openedAt, ack: ackedAt, healthy: closedAt }[path]);
}
