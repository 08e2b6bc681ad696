/**
 * Bounds on what a page makes a browser fetch, gzipped. A page is its chunk with all
 * that it imports statically; `start` is the entry, the shell with the page Now, and
 * every other page is counted by what it fetches beyond that.
 */
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

interface Bounds {
  scripts: number;
  styles?: number;
}

interface Chunk {
  fileName: string;
  name: string;
  isEntry: boolean;
  imports: string[];
  code: string;
  viteMetadata?: { importedCss: Set<string> };
}

type Bundle = Map<string, Chunk>;

/** The page that everybody sees first: it is fetched with the entry. */
const FIRST_PAGE = 'now';

export function sizeBudget({ start, more }: { start: Bounds; more: Record<string, Bounds> }): Plugin {
  return {
    name: 'size-budget',
    apply: 'build',
    enforce: 'post',
    writeBundle(_options, output) {
      const chunks: Bundle = new Map();
      const styles = new Map<string, string | Uint8Array>();
      for (const part of Object.values(output)) {
        if (part.type === 'chunk') chunks.set(part.fileName, part);
        else styles.set(part.fileName, part.source);
      }
      const entry = [...chunks.values()].filter(({ isEntry, name }) => isEntry || name === FIRST_PAGE);
      const first = closure(chunks, entry);
      const sizes: Record<string, Required<Bounds>> = { start: sizeOf(first, styles) };
      for (const name of Object.keys(more)) {
        const page = [...chunks.values()].filter((chunk) => chunk.name === name);
        const beyond = new Set([...closure(chunks, page)].filter((chunk) => !first.has(chunk)));
        sizes[name] = sizeOf(beyond, styles);
      }
      for (const [name, bounds] of Object.entries({ start, ...more })) {
        const { scripts, styles: style } = sizes[name] ?? { scripts: 0, styles: 0 };
        this.info(`${name}: ${kilobytes(scripts)} of scripts, ${kilobytes(style)} of styles, gzipped`);
        if (scripts === 0) this.error(`${name}: there is no such page in the build`);
        if (scripts > bounds.scripts) this.error(`${name}: more than ${kilobytes(bounds.scripts)} of scripts`);
        if (style > (bounds.styles ?? Number.POSITIVE_INFINITY)) {
          this.error(`${name}: more than ${kilobytes(bounds.styles ?? 0)} of styles`);
        }
      }
    },
  };
}

function closure(chunks: Bundle, from: Chunk[]): Set<Chunk> {
  const found = new Set<Chunk>();
  const visit = (chunk: Chunk | undefined) => {
    if (!chunk || found.has(chunk)) return;
    found.add(chunk);
    for (const name of chunk.imports) visit(chunks.get(name));
  };
  for (const chunk of from) visit(chunk);
  return found;
}

function sizeOf(chunks: Set<Chunk>, styles: Map<string, string | Uint8Array>): Required<Bounds> {
  const sheets = new Set([...chunks].flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]));
  return {
    scripts: [...chunks].reduce((sum, { code }) => sum + gzipSync(code).length, 0),
    styles: [...sheets].reduce((sum, name) => sum + gzipSync(styles.get(name) ?? '').length, 0),
  };
}

const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} KB`;
