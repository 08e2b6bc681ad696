/** Pages as a browser without scripts gets them: asked for by their links, sent by their forms, read as text. */
import type { TestPager } from './http.ts';

export interface BrowsedPage {
  status: number;
  headers: Headers;
  html: string;
  /** What stands there to be read. */
  text: string;
  title: string;
  /** The words on each button, with the fields that its form sends. */
  buttons: { text: string; fields: Record<string, string> }[];
  links: string[];
}

export function createBrowser(http: TestPager, { key = null }: { key?: string | null } = {}) {
  async function open(path: string, method = 'GET'): Promise<BrowsedPage> {
    return await read(await http.ask(method, path, { key }));
  }

  return {
    open,
    /** Posts what a form holds, and returns the answer itself. */
    post: (path: string, fields: Record<string, string> = {}): Promise<Response> =>
      Promise.resolve(
        http.ask('POST', path, {
          key,
          body: new URLSearchParams(fields).toString(),
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        }),
      ),
    /** Presses the button with those words, and follows to where the answer leads. */
    async press(path: string, words: string): Promise<BrowsedPage> {
      const button = (await open(path)).buttons.find(({ text }) => text.startsWith(words));
      if (!button) throw new Error(`there is no button "${words}" at ${path}`);
      const answer = await this.post(path, button.fields);
      const location = answer.headers.get('location');
      return location === null ? await read(answer) : await open(new URL(location, `http://pager${path}`).pathname);
    },
  };
}

async function read(answer: Response): Promise<BrowsedPage> {
  const html = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    html,
    text: textOf(html.replace(/<(style|title)>.*?<\/\1>/gs, '')),
    title: textOf(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? ''),
    buttons: [...html.matchAll(/<form[^>]*>(.*?)<\/form>/gs)].map(([, form = '']) => ({
      text: textOf(form),
      fields: Object.fromEntries(
        [...form.matchAll(/<(?:input|button)[^>]* name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
          name ?? '',
          value ?? '',
        ]),
      ),
    })),
    links: [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => unescaped(href)),
  };
}

const textOf = (html: string) =>
  unescaped(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
