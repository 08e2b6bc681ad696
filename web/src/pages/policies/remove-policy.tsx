/** Deleting a policy: a second tap in place, and only while no service uses it. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import type { Policy } from '../../api/types.ts';
import { TwoTaps } from '../../fields/two-taps.tsx';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { countOf } from './policy-words.ts';

export function RemovePolicy({ policy: { id, name, revision, services } }: { policy: Policy }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  if (services.length > 0) {
    return (
      <Button variant="subtle" disabled title={`${countOf(services.length, 'service')} would be left without one`}>
        Delete
      </Button>
    );
  }
  const remove = async () => {
    try {
      await api['escalation-policies'][':id'].$delete({ param: { id }, header: { 'If-Match': `"${revision}"` } });
      await client.invalidateQueries({ queryKey: ['policies'] });
      notifyDone(`“${name}” is deleted.`);
      navigate({ to: '/policies', ignoreBlocker: true });
    } catch (error) {
      notifyFailed('Nothing was deleted', error);
    }
  };
  return (
    <TwoTaps variant="subtle" sure="Delete for good" act={remove}>
      Delete
    </TwoTaps>
  );
}
