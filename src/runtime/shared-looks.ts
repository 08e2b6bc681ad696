/**
 * Many wake-ups of one partition at the same moment are one look at its agenda: who
 * comes while one is under way waits for the next, since what he came for may have
 * become due after that one had looked.
 */
export function shareLooks<Result>(look: (partition: number) => Promise<Result>) {
  const underWay = new Map<number, Promise<Result>>();
  const next = new Map<number, Promise<Result>>();

  function lookAt(partition: number): Promise<Result> {
    const running = underWay.get(partition);
    if (!running) {
      const started = look(partition).finally(() => underWay.delete(partition));
      underWay.set(partition, started);
      return started;
    }
    let following = next.get(partition);
    if (!following) {
      following = running
        .catch(() => undefined)
        .then(() => {
          next.delete(partition);
          return lookAt(partition);
        });
      next.set(partition, following);
    }
    return following;
  }

  return lookAt;
}
