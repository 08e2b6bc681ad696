/**
 * Bounded work by kind: each kind has slots of its own, so nothing ever waits for
 * another kind that hangs. What has an id that waits or runs already is not taken
 * twice.
 */
const WAITING = 10_000;

export interface Lanes<Job> {
  /** What finds no room, or comes after the stop, is left to whoever remembers it. */
  put(kind: string, id: string, job: Job): void;
  /** How many of that kind would begin at once. */
  free(kind: string): number;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
  /** Drops what waits and takes no more; resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** @param run must not throw */
export function createLanes<Job>({
  slots,
  run,
  freed = () => undefined,
}: {
  /** How many of a kind run at once. */
  slots: (kind: string) => number;
  run: (job: Job) => Promise<void>;
  /** Told when a slot of that kind is free again and nothing here waits for it. */
  freed?: (kind: string) => void;
}): Lanes<Job> {
  const known = new Set<string>();
  const lanes = new Map<string, { running: number; waiting: { id: string; job: Job }[] }>();
  const idlers: (() => void)[] = [];
  let stopped = false;

  const laneOf = (kind: string) => {
    let lane = lanes.get(kind);
    if (!lane) {
      lane = { running: 0, waiting: [] };
      lanes.set(kind, lane);
    }
    return lane;
  };

  function pump(kind: string): void {
    const lane = laneOf(kind);
    while (lane.running < slots(kind)) {
      const next = lane.waiting.shift();
      if (!next) break;
      lane.running++;
      void run(next.job).finally(() => {
        lane.running--;
        forget(next.id);
        pump(kind);
        if (free(kind) > 0) freed(kind);
      });
    }
  }

  function free(kind: string): number {
    const { running, waiting } = laneOf(kind);
    return stopped ? 0 : Math.max(0, slots(kind) - running - waiting.length);
  }

  function forget(id: string): void {
    known.delete(id);
    if (known.size === 0) for (const resolve of idlers.splice(0)) resolve();
  }

  const idle = (): Promise<void> =>
    known.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve));

  return {
    put(kind, id, job) {
      const lane = laneOf(kind);
      if (stopped || known.has(id) || lane.waiting.length >= WAITING) return;
      known.add(id);
      lane.waiting.push({ id, job });
      pump(kind);
    },
    free,
    idle,
    stop() {
      stopped = true;
      for (const lane of lanes.values()) for (const { id } of lane.waiting.splice(0)) forget(id);
      return idle();
    },
  };
}
