/** An address that leads nowhere. */
import { Link } from '@tanstack/react-router';
import { PageHead } from '../shell/page-head.tsx';

export function NotThere() {
  return (
    <PageHead
      title="There is no such page."
      sub={
        <>
          Perhaps what it showed is gone: closed incidents are kept for a while only.{' '}
          <Link to="/">What is going on now</Link>
        </>
      }
    />
  );
}
