/** A new subscription: where to, of what. Its secret is shown on its page. */
import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { notifyFailed } from '../../notices/notices.tsx';
import { WebhookFields } from './webhook-fields.tsx';
import { NEW_WEBHOOK, toInput } from './webhook-form.ts';
import { createWebhook, type WebhookWithSecret } from './webhook-queries.ts';
import classes from './webhooks.module.css';

export function NewWebhook({
  opened,
  onClose,
  onMade,
}: {
  opened: boolean;
  onClose: () => void;
  onMade: (made: WebhookWithSecret) => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="Tell another program" size="lg">
      <NewFields onMade={onMade} />
    </Modal>
  );
}

/** Empty each time that it is opened. */
function NewFields({ onMade }: { onMade: (made: WebhookWithSecret) => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form, setForm] = useState(NEW_WEBHOOK);
  const [problem, setProblem] = useState<Problem | null>(null);
  const create = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const made = await createWebhook(toInput(form));
      onMade(made);
      client.invalidateQueries({ queryKey: ['webhooks'] });
      navigate({ to: '/webhooks', search: { id: made.id } });
    } catch (error) {
      if (error instanceof Problem && error.errors.length > 0) setProblem(error);
      else notifyFailed('Nothing was set up', error);
    }
  };
  return (
    <form className={classes.form} onSubmit={create} noValidate>
      <WebhookFields form={form} errors={problem?.errors ?? []} onChange={setForm} />
      <Button type="submit">Tell it from now on</Button>
    </form>
  );
}
