/** A time on the page: local, with UTC when one points at it. */
import { useNow } from './now.ts';
import { momentOf, utcOf } from './words.ts';

export function Moment({ at, seconds = false }: { at: string | number; seconds?: boolean }) {
  const now = useNow();
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return (
    <time dateTime={new Date(ms).toISOString()} title={utcOf(ms)}>
      {momentOf(ms, now, { withSeconds: seconds })}
    </time>
  );
}
