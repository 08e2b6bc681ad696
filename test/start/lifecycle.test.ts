/** What is opened is closed in reverse, whatever happens on the way. */
import { describe, expect, it } from 'vitest';
import { createLifecycle, StoppedWhileStarting } from '../../src/start/lifecycle.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function start() {
  const happened: string[] = [];
  const errors: object[] = [];
  const lifecycle = createLifecycle({ log: { ...silent, error: (fields) => errors.push(fields) } });
  const open = (name: string, { opens = () => name as unknown, closes = () => undefined as unknown } = {}) =>
    lifecycle.open(
      name,
      async () => {
        happened.push(`open ${name}`);
        return await opens();
      },
      async () => {
        happened.push(`close ${name}`);
        await closes();
      },
    );
  return { lifecycle, happened, errors, open };
}

describe('what a process opens', () => {
  it('is closed in reverse', async () => {
    const { lifecycle, happened, open } = start();
    expect(await open('redis')).toBe('redis');
    await open('pager');
    await open('http');
    await lifecycle.close();
    expect(happened.slice(3)).toEqual(['close http', 'close pager', 'close redis']);
  });

  it('is closed when a later step fails, but that step is not', async () => {
    const { lifecycle, happened, open } = start();
    await open('redis');
    await expect(open('http', { opens: () => Promise.reject(new Error('port taken')) })).rejects.toThrow('port taken');
    await lifecycle.close();
    expect(happened).toEqual(['open redis', 'open http', 'close redis']);
  });

  it('is closed even if what came after it does not close, and that is said', async () => {
    const { lifecycle, happened, errors, open } = start();
    await open('redis');
    await open('pager', { closes: () => Promise.reject(new Error('stuck')) });
    await lifecycle.close();
    expect(happened.slice(2)).toEqual(['close pager', 'close redis']);
    expect(errors).toEqual([{ err: new Error('stuck'), part: 'pager' }]);
  });

  it('is closed once, however often it is asked for', async () => {
    const { lifecycle, happened, open } = start();
    await open('redis');
    await Promise.all([lifecycle.close(), lifecycle.close()]);
    await lifecycle.close();
    expect(happened).toEqual(['open redis', 'close redis']);
  });

  it('is closed as soon as it is open when the stop came meanwhile, and nothing more is opened', async () => {
    const { lifecycle, happened, open } = start();
    await open('redis');
    let finish: (value?: unknown) => void = () => undefined;
    const opening = open('pager', {
      opens: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    const closed = lifecycle.close();
    finish();
    await expect(opening).rejects.toThrow(StoppedWhileStarting);
    await closed;
    await expect(open('http')).rejects.toThrow(StoppedWhileStarting);
    expect(happened.filter((line) => line.startsWith('close')).sort()).toEqual(['close pager', 'close redis']);
    expect(happened).not.toContain('open http');
  });

  it('is not ready any more from the first moment of the stop on', async () => {
    const { lifecycle, open } = start();
    const readiness = lifecycle.readiness(async () => [{ name: 'redis', ok: true, detail: 'fine' }]);
    expect(await readiness()).toEqual([{ name: 'redis', ok: true, detail: 'fine' }]);
    let during: unknown = null;
    await open('http', {
      closes: async () => {
        during = await readiness();
      },
    });
    await lifecycle.close();
    expect(during).toEqual([{ name: 'process', ok: false, detail: 'it is stopping' }]);
  });
});
