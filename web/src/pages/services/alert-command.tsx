/** The line that alerts this service, to paste into a tool or a terminal. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { copyText } from '../../fields/copy-text.ts';
import classes from './service.module.css';

export function AlertCommand({ serviceId }: { serviceId: string }) {
  const publicUrl = useQuery(queries.overview()).data?.publicUrl ?? window.location.origin;
  const path = api.services[':id'].alert.$path({ param: { id: serviceId } });
  const line = `curl ${publicUrl}${path} \\
  -H "Authorization: Bearer $PAGER_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"summary": "Disk is 95 % full", "key": "disk"}'`;
  const copy = () => copyText(line, 'Copied.');
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
