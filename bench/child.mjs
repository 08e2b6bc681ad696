/** A module of the benchmark in a process of its own, so that nothing here shares a thread with what is measured. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * @param {string} module beside this file; it ends with `answerParent`
 * @returns {{ask: (question: object) => Promise<any>, stop: () => Promise<void>}}
 */
export function startChild(module) {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), { serialization: 'advanced' });
  const waiting = new Map();
  let last = 0;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // What is sent before the child listens would be lost.
  const ready = new Promise((resolve) => child.once('message', resolve));
  const broken = ended.then((code) => {
    throw new Error(`${module} ended with ${code}`);
  });
  broken.catch(() => undefined);
  child.on('message', ({ id, result, error }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(`${module}: ${error}`));
    else asked?.resolve(result);
  });
  return {
    async ask(question) {
      await Promise.race([ready, broken]);
      const id = ++last;
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      child.send({ id, question });
      return await Promise.race([answer, broken]);
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** In the child: it ends when the parent hangs up. @param {(question: any) => any} answer */
export function answerParent(answer) {
  process.on('message', async ({ id, question }) => {
    try {
      process.send({ id, result: await answer(question) });
    } catch (error) {
      process.send({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
  process.send({ id: 'ready' });
}
