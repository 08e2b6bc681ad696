/** The first monitored service. Its id is made of its name, and shown, since tools will speak of it by that. */
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { fieldErrors } from '../../fields/problem-fields.ts';
import { idFromName } from '../services/id-from-name.ts';
import classes from './first-steps.module.css';

export function FirstService({ policyId }: { policyId: string }) {
  const client = useQueryClient();
  const form = useForm({ initialValues: { name: '' } });
  const id = idFromName(form.values.name);
  const submit = form.onSubmit(async ({ name }) => {
    if (id === '') {
      form.setErrors({ name: 'A service needs a name with at least one letter or digit.' });
      return;
    }
    try {
      await api.services[':id'].$put({
        param: { id },
        json: { name: name.trim(), escalationPolicyId: policyId },
        header: { 'If-None-Match': '*' },
      });
      await client.invalidateQueries({ queryKey: ['services'] });
    } catch (error) {
      const { fields, whole } = fieldErrors(error, { '/name': 'name' });
      form.setErrors({ ...fields, ...(whole !== null && { name: whole }) });
    }
  });
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.dim}>A service is what is healthy or not: a database, a shop, a nightly backup.</p>
      <TextInput
        label="Name"
        placeholder="Checkout DB"
        description={
          id === '' ? 'Tools speak of it by an id that is made of its name.' : `Tools speak of it as “${id}”.`
        }
        {...form.getInputProps('name')}
      />
      <Button type="submit" loading={form.submitting}>
        Watch it
      </Button>
    </form>
  );
}
