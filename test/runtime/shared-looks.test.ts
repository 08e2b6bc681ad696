import { expect, it } from 'vitest';
import { shareLooks } from '../../src/runtime/shared-looks.ts';

function startLooks() {
  const begun: number[] = [];
  const open: ((now: number) => void)[] = [];
  const lookAt = shareLooks(
    (partition) =>
      new Promise<number>((resolve) => {
        begun.push(partition);
        open.push(resolve);
      }),
  );
  return { begun, lookAt, end: (now: number) => open.shift()?.(now) };
}

it('shares the next look among all who came while one was under way', async () => {
  const { begun, lookAt, end } = startLooks();
  const first = lookAt(3);
  const others = [lookAt(3), lookAt(3), lookAt(3)];
  expect(begun).toEqual([3]);
  end(1);
  expect(await first).toBe(1);
  await expect.poll(() => begun).toEqual([3, 3]);
  end(2);
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
});

it('looks at other partitions at the same time', () => {
  const { begun, lookAt } = startLooks();
  void lookAt(1);
  void lookAt(2);
  expect(begun).toEqual([1, 2]);
});

it('looks again for those who wait behind a look that fails', async () => {
  let looks = 0;
  const lookAt = shareLooks(async () => {
    looks++;
    await Promise.resolve();
    if (looks === 1) throw new Error('Redis is away');
    return looks;
  });
  const first = lookAt(0);
  const second = lookAt(0);
  await expect(first).rejects.toThrow('away');
  expect(await second).toBe(2);
  expect(await lookAt(0)).toBe(3);
});
