/** The first escalation policy: two people at most, since more is what the editor is for. */
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Target } from '../../api/types.ts';
import { fieldErrors } from '../../fields/problem-fields.ts';
import classes from './first-steps.module.css';

const NAMES = {
  '/levels/0/targets/0/address': 'first',
  '/levels/0/targets/0/phoneNumber': 'first',
  '/levels/1/targets/0/address': 'second',
  '/levels/1/targets/0/phoneNumber': 'second',
  '/levels/0/ackTimeout': 'wait',
};

export function FirstPolicy() {
  const client = useQueryClient();
  const form = useForm({ initialValues: { first: '', wait: '15m', second: '' } });
  const submit = form.onSubmit(async ({ first, wait, second }) => {
    const people = [first, second].filter((person) => person.trim() !== '');
    if (people.length === 0) {
      form.setErrors({ first: 'Somebody must be paged: an e-mail address, or a number such as +33639980123.' });
      return;
    }
    const levels = people.map((person) => ({ ackTimeout: wait, targets: [toTarget(person.trim())] }));
    try {
      await api['escalation-policies'][':id'].$put({
        param: { id: 'on-call' },
        json: { name: 'On call', levels },
        header: { 'If-None-Match': '*' },
      });
      await client.invalidateQueries({ queryKey: ['policies'] });
    } catch (error) {
      const { fields, whole } = fieldErrors(error, NAMES);
      form.setErrors({ ...fields, ...(whole !== null && { first: whole }) });
    }
  });
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.dim}>
        An escalation policy tells who is told first, and who next if nobody acknowledges. This one can grow later.
      </p>
      <div className={classes.two}>
        <TextInput
          label="First"
          placeholder="you@example.com or +33639980123"
          autoComplete="email"
          {...form.getInputProps('first')}
        />
        <TextInput label="Waits for" {...form.getInputProps('wait')} />
      </div>
      <TextInput
        label="Then (if there is somebody)"
        placeholder="team-lead@example.com"
        {...form.getInputProps('second')}
      />
      <Button type="submit" loading={form.submitting}>
        Keep this policy
      </Button>
    </form>
  );
}

const toTarget = (person: string): Target =>
  person.includes('@')
    ? { type: 'email', address: person }
    : { type: 'sms', phoneNumber: person.replaceAll(/[\s()-]/g, '') };
