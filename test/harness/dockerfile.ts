/**
 * Carries a Dockerfile out in plain folders, for a machine without an engine: each stage
 * is a folder, COPY copies what .dockerignore lets through, RUN runs in the stage's
 * working folder. It knows the instructions that ours uses, and refuses others. It has no
 * root file system: a RUN that changes the image outside its working folder is for the
 * engine, and the last stage's are left out.
 */
import { execSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { cleanEnvironment } from './program.ts';

export interface Instruction {
  name: string;
  text: string;
}

export interface Stage {
  name: string;
  base: string;
  instructions: Instruction[];
}

export function readDockerfile(file: string): Stage[] {
  const stages: Stage[] = [];
  const lines = readFileSync(file, 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  for (const line of lines) {
    const [, name = '', text = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    const from = name === 'FROM' ? /^(\S+)(?: AS (\S+))?$/.exec(text) : null;
    if (from) stages.push({ base: from[1] ?? '', name: from[2] ?? 'last', instructions: [] });
    else stages.at(-1)?.instructions.push({ name, text: text.trim().replace(/\s+/g, ' ') });
  }
  return stages;
}

/** @returns the last stage's working folder */
export function buildStages(stages: Stage[], context: string, target: string): string {
  const folderOf = (stage: string) => join(target, stage);
  const allowed = readAllowed(context);
  let workFolder = target;
  for (const stage of stages) {
    const root = folderOf(stage.name);
    workFolder = root;
    for (const { name, text } of stage.instructions) {
      if (name === 'WORKDIR') workFolder = join(root, text);
      mkdirSync(workFolder, { recursive: true });
      if (name === 'COPY') copy(text, { context, allowed, workFolder, folderOf });
      if (name === 'RUN' && stage !== stages.at(-1))
        execSync(text, { cwd: workFolder, stdio: 'pipe', env: cleanEnvironment() });
      if (!KNOWN.includes(name)) throw new Error(`unknown instruction: ${name}`);
    }
  }
  return workFolder;
}

const KNOWN = ['WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'STOPSIGNAL', 'CMD'];

function copy(
  text: string,
  {
    context,
    allowed,
    workFolder,
    folderOf,
  }: { context: string; allowed: string[]; workFolder: string; folderOf: (stage: string) => string },
): void {
  const [, stage, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(text) ?? [];
  const all = paths.split(' ');
  const [sources, destination = '.'] = [all.slice(0, -1), all.at(-1)];
  for (const source of sources) {
    const from = stage ? join(folderOf(stage), source) : join(context, source);
    if (!stage && !allowed.includes(source)) throw new Error(`COPY ${source}: .dockerignore keeps it out`);
    if (!existsSync(from)) throw new Error(`COPY ${source}: it is not there`);
    const isFolder = destination.endsWith('/');
    cpSync(from, resolve(workFolder, isFolder ? join(destination, source) : destination), { recursive: true });
  }
}

/** Ours keeps everything out, and names what may come in. */
function readAllowed(context: string): string[] {
  const lines = readFileSync(join(context, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines[0] !== '*' || !lines.slice(1).every((line) => line.startsWith('!')))
    throw new Error('another .dockerignore');
  return lines.slice(1).map((line) => line.slice(1));
}
