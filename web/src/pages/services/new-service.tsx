/** A new monitored service: a name and a policy; everything else stands on its page. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { fieldErrors } from '../../fields/problem-fields.ts';
import { idFromName } from './id-from-name.ts';
import classes from './service-form.module.css';

const NAMES = { '/name': 'name', '/escalationPolicyId': 'escalationPolicyId' };

export function NewService({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const navigate = useNavigate();
  const policies = useQuery({ ...queries.policies(), enabled: opened }).data?.items;
  const form = useForm({ initialValues: { name: '', id: '', escalationPolicyId: '' } });
  const id = form.values.id || idFromName(form.values.name);
  const submit = form.onSubmit(async ({ name, escalationPolicyId }) => {
    try {
      await api.services[':id'].$put({
        param: { id: id || 'x' },
        json: { name: name.trim(), escalationPolicyId: escalationPolicyId || (policies?.[0]?.id ?? '') },
        header: { 'If-None-Match': '*' },
      });
      onClose();
      await navigate({ to: '/services/$id', params: { id } });
    } catch (error) {
      const { fields, whole } = fieldErrors(error, NAMES);
      form.setErrors({ ...fields, ...(whole !== null && { id: whole }) });
    }
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Add a service">
      {policies?.length === 0 ? (
        <p>
          A service needs a policy that says whom to page.{' '}
          <Link to="/policies/$id" params={{ id: 'new' }}>
            Make the first one
          </Link>
        </p>
      ) : (
        <form className={classes.form} onSubmit={submit}>
          <TextInput label="Name" placeholder="Checkout DB" data-autofocus required {...form.getInputProps('name')} />
          <TextInput
            label="Id"
            description="Tools send their alerts to it. It stays when the name changes."
            placeholder={id || 'checkout-db'}
            {...form.getInputProps('id')}
          />
          <NativeSelect
            label="Escalation policy"
            data={(policies ?? []).map((policy) => ({ value: policy.id, label: policy.name }))}
            {...form.getInputProps('escalationPolicyId')}
          />
          <Button type="submit" loading={form.submitting}>
            Watch it
          </Button>
        </form>
      )}
    </Modal>
  );
}
