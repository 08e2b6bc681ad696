/** Who one is here: the name that stands behind every act. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';

export function SignedIn() {
  const { data } = useQuery(sessionQuery());
  if (!data) return null;
  return (
    <Link to="/settings" search={{ tab: 'sessions' }}>
      Signed in as {data.name}
    </Link>
  );
}
