/** As long as no channel is set up every page says that nobody is paged. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../api/queries.ts';
import { Band } from './band.tsx';

export function PreviewBand() {
  const isPreview = useQuery(queries.overview()).data?.preview ?? false;
  if (!isPreview) return null;
  return (
    <Band title="Preview: nobody is paged.">
      No channel is set up, so messages end in{' '}
      <Link to="/activity" search={{ tab: 'previews' }}>
        the outbox
      </Link>
      . <Link to="/settings">Set up mail or SMS</Link>
    </Band>
  );
}
