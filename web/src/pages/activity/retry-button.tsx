/** Another try by hand, for a message that is waiting for its next one, has failed or was refused. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import type { Notification } from '../../api/types.ts';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import { shortTarget } from '../../track/target-words.ts';
import { isRetryable, OUTCOME_WORDS } from './message-words.ts';

export function RetryButton({ message }: { message: Notification }) {
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => answerOf(api.notifications[':id'].retry.$post({ param: { id: message.id } })),
    onSuccess({ state, target, reason }) {
      const because = reason === null ? '' : `: ${reason}`;
      notifyDone(`${OUTCOME_WORDS[state].word} to ${shortTarget(target)}${because}`);
    },
    onError: (error) => notifyFailed('It was not tried again', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
  if (!isRetryable(message)) return <span />;
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={retry.isPending}
      onClick={() => retry.mutate()}
      aria-label={`Try again to reach ${shortTarget(message.target)} about ${message.incidentId}`}
    >
      Try again
    </Button>
  );
}
