/** A new integration: which tool, what it is called, and which service it speaks about. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { notifyFailed } from '../../notices/notices.tsx';
import { actorQueries } from '../inspector/actor-queries.ts';
import { createIntegration, type IntegrationWithKey, type ToolType } from './integration-queries.ts';
import classes from './integrations.module.css';
import { TOOL_TYPES, TOOLS } from './tools.ts';

export function ConnectTool({ onMade }: { onMade: (made: IntegrationWithKey) => void }) {
  const { data: services } = useQuery(actorQueries.ids('monitored-service'));
  const client = useQueryClient();
  const navigate = useNavigate();
  const [type, setType] = useState<ToolType>('alertmanager');
  const [name, setName] = useState('');
  const [service, setService] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const serviceId = service || (services?.[0] ?? '');
  const errorOf = (pointer: string) => problem?.errors.find((error) => error.pointer === pointer)?.message;

  const connect = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const made = await createIntegration({ type, name: name || TOOLS[type].name, serviceId });
      onMade(made);
      client.invalidateQueries({ queryKey: ['integrations'] });
      navigate({ to: '/integrations', search: { id: made.id } });
    } catch (error) {
      if (error instanceof Problem && error.errors.length > 0) setProblem(error);
      else notifyFailed('Nothing was set up', error);
    }
  };
  if (services?.length === 0) {
    return (
      <p className={classes.dim}>
        A tool speaks about a service, and there is none yet. <Link to="/services">Make the first service</Link>
      </p>
    );
  }
  return (
    <form className={classes.connect} onSubmit={connect} noValidate>
      <NativeSelect
        label="Tool"
        value={type}
        data={TOOL_TYPES.map((each) => ({ value: each, label: TOOLS[each].name }))}
        onChange={({ currentTarget: { value } }) => setType(TOOL_TYPES.find((each) => each === value) ?? type)}
      />
      <TextInput
        label="Its name here"
        placeholder={TOOLS[type].name}
        value={name}
        error={errorOf('/name')}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <NativeSelect
        label="Service"
        value={serviceId}
        data={services ?? []}
        error={errorOf('/serviceId')}
        onChange={({ currentTarget }) => setService(currentTarget.value)}
      />
      <Button type="submit">Connect</Button>
    </form>
  );
}
