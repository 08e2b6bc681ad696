/** Everything that a campaign runs on: its store, gateways, pagers, clients, the injector of faults; started in order, stopped in reverse. */
import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort } from '../bin/free-port.mjs';
import { createClients } from './clients.mjs';
import { startCommitRecorder } from './commit-recorder.mjs';
import { createFaultInjector } from './fault-injector.mjs';
import { createGatewayBook } from './gateways.mjs';
import { patchesOf } from './mutants.mjs';
import { createPagerProcess } from './pager-process.mjs';
import { copyProgram } from './program-under-test.mjs';
import { createRandom } from './random.mjs';
import { startSmsGateway } from './sms-gateway.mjs';
import { startSmtpServer } from './smtp-server.mjs';
import { startStore } from './store.mjs';

/** @import { CampaignOptions } from './campaign.mjs' */
/** @import { PagerProcess } from './pager-process.mjs' */
/** @import { Store } from './store.mjs' */

export const API_KEY = 'a-key-for-the-fault-campaign-only';

/** @param {CampaignOptions} options */
export async function startSystem({ seed, folder, dist, mutant, store: kind, fsync, nodes }) {
  const history = createWriteStream(join(folder, 'history.jsonl'));
  const write = (/** @type {object} */ line) => history.write(`${JSON.stringify(line)}\n`);
  const main = copyProgram({ folder, dist, patches: mutant === null ? [] : patchesOf(mutant) });
  const { partitions, queuePrefix } = await keysOf(main);
  const tags = partitions.map(({ tag }) => tag);
  const store = await startStore({ kind, fsync, random: createRandom(seed, 'store'), tags });
  const book = createGatewayBook(createRandom(seed, 'gateways'));
  const [sms, mail] = await Promise.all([startSmsGateway(book), startSmtpServer(book)]);
  const pagers = await createPagers(nodes, { main, folder, store, sms, mail });
  const recorder = startCommitRecorder({ client: store.client, feeds: partitions.map(({ feed }) => feed) });
  const urls = pagers.map(({ url }) => url);
  const clients = createClients({ urls, apiKey: API_KEY, random: createRandom(seed, 'clients'), write });
  const injector = createFaultInjector({ pagers, store, book, queuePrefix, write });

  return {
    store,
    book,
    pagers,
    recorder,
    clients,
    injector,
    async stop() {
      clients.stop();
      book.stop();
      for (const pager of pagers) pager.stop();
      sms.stop();
      mail.stop();
      await store.stop();
      history.end();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startSystem>>} System */

/** The names in Redis, as the program under test has them. @param {string} main @returns {Promise<{ partitions: { feed: string; tag: string }[]; queuePrefix: string }>} */
async function keysOf(main) {
  const { createKeyspace } = await import(join(dirname(main), 'runtime', 'keys.js'));
  return createKeyspace('pager');
}

/**
 * @param {number} nodes
 * @param {{ main: string; folder: string; store: Store; sms: { urlFor: (node: number) => string }; mail: { urlFor: (node: number) => string } }} around
 */
async function createPagers(nodes, { main, folder, store, sms, mail }) {
  /** @type {PagerProcess[]} */
  const pagers = [];
  for (let node = 0; node < nodes; node++) {
    const settings = {
      REDIS_URL: store.url,
      COMMIT_REPLICAS: String(store.commitReplicas),
      PAGER_ADMIN_KEY: API_KEY,
      PUBLIC_URL: 'https://pager.test',
      SMS_GATEWAY_URL: sms.urlFor(node),
      SMTP_URL: mail.urlFor(node),
      MAIL_FROM: 'Pager <pager@pager.test>',
      LOG_LEVEL: 'info',
      PAGER_NO_INSTALL: '1',
    };
    pagers.push(
      await createPagerProcess({ node, port: await freePort(), storePorts: store.ports, main, folder, settings }),
    );
  }
  return pagers;
}
