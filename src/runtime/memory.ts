/** How full Redis is: of several servers all of what is used, and the share of the fullest. One that is away is left out. */
import { type CommitConnection, serversOf } from './commit-connection.ts';

export interface Memory {
  usedBytes: number;
  /** Of `maxmemory`; null where no server has one. */
  share: number | null;
}

export async function readMemory(redis: CommitConnection): Promise<Memory> {
  const asked = await Promise.allSettled(serversOf(redis).map((server) => server.info('memory')));
  const infos = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const failed = asked.find((answer) => answer.status === 'rejected');
  if (infos.length === 0 && failed) throw failed.reason;
  const all = infos.map((info) => {
    const used = Number(/^used_memory:(\d+)/m.exec(info)?.[1]);
    const max = Number(/^maxmemory:(\d+)/m.exec(info)?.[1]);
    return { used, share: max > 0 ? [used / max] : [] };
  });
  const shares = all.flatMap(({ share }) => share);
  return {
    usedBytes: all.reduce((sum, { used }) => sum + used, 0),
    share: shares.length > 0 ? Math.max(...shares) : null,
  };
}
