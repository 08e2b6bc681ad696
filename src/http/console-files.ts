/**
 * The built console as it is served: read once, each file with its type, its packed form
 * and how long it may be kept. Names under assets/ change with what is in them; whoever
 * has such a file never asks again. The page itself is a template: in it stands a mark
 * where each answer's nonce goes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface ConsoleFile {
  body: Uint8Array<ArrayBuffer>;
  /** Null where packing gains nothing. */
  gzipped: Uint8Array<ArrayBuffer> | null;
  type: string;
  isImmutable: boolean;
}

export interface ConsoleFiles {
  /** By path, as in "/assets/index-B7x.js". */
  files: ReadonlyMap<string, ConsoleFile>;
  page(nonce: string): string;
}

/** Where the build of web puts it, from here and from where this file is built to. */
export const CONSOLE_FOLDER = new URL('../../web/dist/', import.meta.url);

const NONCE_MARK = '__CSP_NONCE__';
const PAGE = 'index.html';
const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};
const PACKED = new Set(['.js', '.css', '.svg', '.webmanifest']);

/** Null when nothing was built there. */
export function readConsoleFiles(folder: string): ConsoleFiles | null {
  const page = join(folder, PAGE);
  if (!existsSync(page)) return null;
  const template = readFileSync(page, 'utf8');
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
    .map((entry) => join(entry.parentPath, entry.name));
  return {
    files: new Map(paths.map((path) => [`/${relative(folder, path).split(sep).join('/')}`, readOne(path)])),
    page: (nonce) => template.replaceAll(NONCE_MARK, nonce),
  };
}

function readOne(path: string): ConsoleFile {
  const body = new Uint8Array(readFileSync(path));
  const extension = extname(path);
  return {
    body,
    gzipped: PACKED.has(extension) ? new Uint8Array(gzipSync(body)) : null,
    type: TYPES[extension] ?? 'application/octet-stream',
    isImmutable: path.includes(`${sep}assets${sep}`),
  };
}
