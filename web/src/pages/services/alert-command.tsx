/** The line that alerts this service, to paste into a tool or a terminal. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queries } from '../../api/queries.ts';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import classes from './service.module.css';

export function AlertCommand({ serviceId }: { serviceId: string }) {
  const publicUrl = useQuery(queries.overview()).data?.publicUrl ?? window.location.origin;
  const line = `curl -X POST ${publicUrl}/v1/services/${serviceId}/alert \\
  -H "Authorization: Bearer $PAGER_KEY" -H 'Content-Type: application/json' \\
  -d '{"summary": "Disk is 95 % full", "key": "disk"}'`;
  const copy = () =>
    navigator.clipboard
      .writeText(line)
      .then(() => notifyDone('Copied.'))
      .catch((error: unknown) => notifyFailed('The browser did not let it be copied.', error));
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2>Alert it from anywhere</h2>
        <Link to="/settings" search={{ tab: 'keys' }}>
          Make a key
        </Link>
      </div>
      <div className={classes.command}>
        <pre>{line}</pre>
        <Button className={classes.copy} size="compact-sm" variant="default" onClick={copy}>
          Copy
        </Button>
      </div>
    </section>
  );
}
