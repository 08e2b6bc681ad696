/**
 * Real browsers for the console: Debian's Chromium, each person with one of their own.
 * What is measured is taken inside the page, since what drives the browser is slower
 * than what it looks at.
 */
import { chromium as driver } from 'playwright-core';
import { chromium } from '../bin/chromium.mjs';
import { runUntilStopped } from './program.mjs';

const SIZE = { width: 1440, height: 900 };
/** A page that does not come to that is a failure, and no figure. */
const WITHIN_MS = 30_000;

/** @returns {Promise<import('playwright-core').Browser | null>} null where there is none, and none can be got */
export async function startBrowser() {
  const found = chromium();
  if ('missing' in found) {
    console.error(`No Chromium: ${found.missing}`);
    return null;
  }
  const { path, env } = found;
  const browser = await driver.launch({
    executablePath: path,
    env,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  runUntilStopped({ stop: () => browser.close() });
  return browser;
}

/** @param {import('playwright-core').Browser} browser @param {number} port @param {object} [storageState] cookies of somebody who signed in */
export async function openBrowser(browser, port, storageState) {
  const context = await browser.newContext({
    // By this name a browser takes it for safe, as it takes TLS.
    baseURL: `http://localhost:${port}`,
    viewport: SIZE,
    ...(storageState && { storageState }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WITHIN_MS);
  return { context, page };
}

/** Through the page, as people do. @param {import('playwright-core').Page} page @param {string} key */
export async function signIn(page, key) {
  await page.goto('/');
  await page.getByLabel('Your name').fill('Ana');
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).first().waitFor();
}

/**
 * Goes to a page, in a browser that has none of its files yet.
 * @param {import('playwright-core').Page} page @param {string} path
 * @param {string} isUsable an expression that is true in the page once people can work with it
 * @returns {Promise<{ms: number, bytes: number}>} from the navigation until that was on the screen; all that was fetched by then, as it went over the line
 */
export async function timeToUsable(page, path, isUsable) {
  await page.addInitScript(watch('usable', isUsable));
  await page.goto(path, { waitUntil: 'commit' });
  const ms = await inTime(page.evaluate("window.seen['usable']"), `${path} was usable`);
  const bytes =
    await page.evaluate(`[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .reduce((sum, { transferSize }) => sum + transferSize, 0)`);
  return { ms, bytes };
}

/** @param {import('playwright-core').Page} page @param {string} name @param {string} isThere an expression, of the page */
export const startWatching = (page, name, isThere) => page.evaluate(watch(name, isThere));

/** @returns {Promise<number>} epoch ms at which it was on the screen: the browser runs on this machine, and so by its clock */
export const seenAt = (page, name) =>
  inTime(page.evaluate(`window.seen['${name}'].then((ms) => performance.timeOrigin + ms)`), `${name} was seen`);

/** A script: from now on it is watched for, and the moment at which the frame with it was painted is kept. */
const watch = (name, isThere) => `void ((window.seen ??= {})['${name}'] = new Promise((resolve) => {
  const look = () => {
    if (!(${isThere})) return false;
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    return true;
  };
  if (look()) return;
  const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}))`;

async function inTime(seen, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it never came to that ${what}`)), WITHIN_MS);
  });
  try {
    return await Promise.race([seen, late]);
  } finally {
    clearTimeout(timer);
  }
}
