/** Where the settings come from. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SETTING_NAMES } from '../../src/settings.ts';
import { readEnvironment } from '../../src/start/environment.ts';

describe('.env', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pager-env-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('adds to the environment, which wins', () => {
    writeFileSync(join(folder, '.env'), '# ours\nPORT=8080\nMAIL_FROM="Pager <pager@example.com>"\nHOST=::\n');
    expect(readEnvironment(folder, { PORT: '9090', HOST: '', PATH: '/bin' })).toEqual({
      PORT: '9090',
      // Set to nothing: what the file says does not come back.
      HOST: '',
      PATH: '/bin',
      MAIL_FROM: 'Pager <pager@example.com>',
    });
  });

  it('need not be there', () => {
    expect(readEnvironment(folder, { PORT: '9090' })).toEqual({ PORT: '9090' });
  });

  it('that can’t be read is not passed over', () => {
    mkdirSync(join(folder, '.env'));
    expect(() => readEnvironment(folder, {})).toThrow(/EISDIR/);
  });

  it('has an example that names every setting, and changes none as it stands', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const named = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...SETTING_NAMES].sort());
    writeFileSync(join(folder, '.env'), example);
    expect(readEnvironment(folder, {})).toEqual({});
  });
});
