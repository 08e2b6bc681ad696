/** Saving a policy under the revision that was read; what is refused comes back as the problem that it is. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { queries } from '../../api/queries.ts';
import type { Policy } from '../../api/types.ts';
import { notifyDone, notifyFailed } from '../../notices/notices.tsx';
import type { PolicyInput } from './policy-draft.ts';

export function useSaving() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isSaving, setSaving] = useState(false);

  async function save(id: string, json: PolicyInput, over: Policy | null): Promise<Policy | Problem> {
    setSaving(true);
    try {
      const condition = over ? { 'If-Match': `"${over.revision}"` } : { 'If-None-Match': '*' };
      const put = api['escalation-policies'][':id'].$put({ param: { id }, json, header: condition });
      const saved = await answerOf(put);
      client.setQueryData(queries.policy(id).queryKey, saved);
      client.invalidateQueries({ queryKey: ['policies'] });
      client.invalidateQueries({ queryKey: ['policy-revisions', id] });
      notifyDone(over ? `Saved: incidents that open from now on follow it.` : `“${saved.name}” is there.`);
      if (!over) navigate({ to: '/policies/$id', params: { id }, replace: true, ignoreBlocker: true });
      return saved;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // What is there now is read, and shown beside what was to be saved.
      if (error.code === 'precondition_failed')
        await client.invalidateQueries({ queryKey: queries.policy(id).queryKey });
      else if (error.errors.length === 0) notifyFailed('Nothing was saved', error);
      return error;
    } finally {
      setSaving(false);
    }
  }
  return { save, isSaving };
}
