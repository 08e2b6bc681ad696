import { describe, expect, it } from 'vitest';
import { createLanes } from '../../src/runtime/lanes.ts';

/** Work that ends when the test says so. */
function createWork() {
  const begun: string[] = [];
  const freed: string[] = [];
  const ends = new Map<string, () => void>();
  const lanes = createLanes<string>({
    freed: (kind) => void freed.push(kind),
    slots: (kind) => (kind === 'email' ? 2 : 1),
    run: (job) =>
      new Promise((resolve) => {
        begun.push(job);
        ends.set(job, resolve);
      }),
  });
  return {
    begun,
    freed,
    lanes,
    put: (kind: string, ...jobs: string[]) => {
      for (const job of jobs) lanes.put(kind, job, job);
    },
    end: async (job: string) => {
      ends.get(job)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('lanes', () => {
  it('begin as many of a kind as it has slots, and the next when one ends, in order', async () => {
    const work = createWork();
    work.put('email', 'a', 'b', 'c', 'd');
    expect(work.begun).toEqual(['a', 'b']);
    await work.end('b');
    expect(work.begun).toEqual(['a', 'b', 'c']);
  });

  it('never let one kind wait for another that hangs', () => {
    const work = createWork();
    work.put('sms', 'hangs', 'waits');
    work.put('email', 'a');
    expect(work.begun).toEqual(['hangs', 'a']);
  });

  it('take nothing twice that waits or runs, and again once it has ended', async () => {
    const work = createWork();
    work.put('sms', 'a', 'a', 'b', 'b');
    await work.end('a');
    await work.end('b');
    expect(work.begun).toEqual(['a', 'b']);
    work.put('sms', 'a');
    expect(work.begun).toEqual(['a', 'b', 'a']);
  });

  it('drop what waits when they stop, take no more, and are stopped when what runs has ended', async () => {
    const work = createWork();
    work.put('sms', 'a', 'b');
    let isStopped = false;
    const stopped = work.lanes.stop().then(() => {
      isStopped = true;
    });
    work.put('email', 'c');
    await work.end('never begun');
    expect(isStopped).toBe(false);
    await work.end('a');
    await stopped;
    expect(work.begun).toEqual(['a']);
  });

  it('know how many of a kind would begin at once, and say when one more would', async () => {
    const work = createWork();
    expect(work.lanes.free('email')).toBe(2);
    work.put('email', 'a', 'b', 'c');
    expect(work.lanes.free('email')).toBe(0);
    await work.end('a');
    // The next one had waited for that slot.
    expect([work.lanes.free('email'), work.freed]).toEqual([0, []]);
    await work.end('b');
    expect([work.lanes.free('email'), work.freed]).toEqual([1, ['email']]);
    const stopped = work.lanes.stop();
    expect(work.lanes.free('sms')).toBe(0);
    await work.end('c');
    await stopped;
  });

  it('are idle at once when there is nothing to do', async () => {
    const work = createWork();
    await work.lanes.idle();
    await work.lanes.stop();
    expect(work.begun).toEqual([]);
  });
});
