/**
 * A real browser for the console: Debian's Chromium, driven by playwright-core. What a
 * page complains about (an error, a refusal of the content security policy, a request
 * to a foreign host) is kept, so that no test passes over it.
 */
import { type Browser, type BrowserContext, chromium as driver, type Page } from 'playwright-core';
import { chromium } from '../../bin/chromium.mjs';

export interface Complaint {
  page: string;
  text: string;
}

export interface Person {
  page: Page;
  context: BrowserContext;
  complaints: Complaint[];
}

export interface BrowserSetting {
  /** 390 px wide, with fingers. */
  phone?: boolean;
  colours?: 'dark' | 'light';
  javaScript?: boolean;
  size?: { width: number; height: number };
  /** Where the pager is reached, on loopback. */
  port?: number;
  /** By a name of the local network, without TLS: to a browser no place that is safe. */
  overNetwork?: boolean;
}

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const NETWORK_NAME = 'pager.lan';

export async function startBrowser(): Promise<Browser> {
  const found = chromium();
  if ('missing' in found) throw new Error(`These tests need Chromium: ${found.missing}`);
  const { path, env } = found;
  return await driver.launch({
    executablePath: path,
    env: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    // Root runs the tests of a container; there is nobody else's page to be kept apart from.
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--force-color-profile=srgb',
      `--host-resolver-rules=MAP ${NETWORK_NAME} 127.0.0.1`,
    ],
  });
}

/** Somebody with a browser of their own: no cookies but theirs. */
export async function newPerson(browser: Browser, setting: BrowserSetting & { port: number }): Promise<Person> {
  // By the name localhost a browser takes it for safe, as it takes TLS.
  const url = `http://${setting.overNetwork ? NETWORK_NAME : 'localhost'}:${setting.port}`;
  const context = await browser.newContext({
    baseURL: url,
    viewport: setting.size ?? (setting.phone ? PHONE : DESKTOP),
    colorScheme: setting.colours ?? 'dark',
    javaScriptEnabled: setting.javaScript ?? true,
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    ...(setting.phone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
  });
  const complaints: Complaint[] = [];
  context.on('page', (page) => listen(page, url, complaints));
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return { page, context, complaints };
}

/** A refused answer is the page's to deal with, and a header that is for safe places is passed over in others; what the policy refuses is ours. */
const NOT_OURS = /^Failed to load resource|Cross-Origin-Opener-Policy header has been ignored/;

function listen(page: Page, url: string, complaints: Complaint[]): void {
  const keep = (text: string) => complaints.push({ page: page.url(), text });
  page.on('pageerror', (error) => keep(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !NOT_OURS.test(message.text())) keep(message.text());
  });
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(url) && !/^(data|blob|about):/.test(address)) keep(`a foreign request: ${address}`);
  });
}
