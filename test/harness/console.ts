/**
 * The console as people use it: built, served by a real pager on real Redis, opened in
 * a real browser. Every person has a browser of their own, and is signed in through the
 * page unless the story says otherwise.
 */
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { buildConsoleIfStale } from '../../bin/build.mjs';
import { CONSOLE_FOLDER, type ConsoleFiles, readConsoleFiles } from '../../src/http/console-files.ts';
import { type BrowserSetting, newPerson, type Person, startBrowser } from './browser.ts';
import { KEY } from './http.ts';
import { type ServedPager, startServed } from './served.ts';

export interface TestConsole extends ServedPager {
  browser: Browser;
  /** Signed in by the page, and where they wanted to go. */
  signedIn(name: string, setting?: BrowserSetting & { at?: string }): Promise<Person>;
  /** With a browser, and nothing else. */
  stranger(setting?: BrowserSetting): Promise<Person>;
}

let files: ConsoleFiles | null = null;

/** As it is in web/ now. */
export function consoleFiles(): ConsoleFiles {
  if (files) return files;
  buildConsoleIfStale();
  files = readConsoleFiles(fileURLToPath(CONSOLE_FOLDER));
  if (!files) throw new Error('the console was not built');
  return files;
}

export async function startConsole(options: Parameters<typeof startServed>[0] = {}): Promise<TestConsole> {
  const served = await startServed({ consoleFiles: consoleFiles(), ...options });
  const browser = await startBrowser();
  const people: Person[] = [];
  const stranger = async (setting: BrowserSetting = {}) => {
    const person = await newPerson(browser, { port: served.server.port, ...setting });
    people.push(person);
    return person;
  };
  return {
    ...served,
    browser,
    stranger,
    async signedIn(name, { at = '/', ...setting } = {}) {
      const person = await stranger(setting);
      await person.page.goto(at);
      await signIn(person, name);
      return person;
    },
    async stop() {
      await browser.close();
      await served.stop();
      expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
    },
  };
}

/** On the page that asks who is looking. */
export async function signIn({ page }: Person, name: string, key = KEY): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).first().waitFor();
}
